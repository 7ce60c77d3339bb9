package io.lockgate.changelog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import liquibase.ContextExpression;
import liquibase.Labels;
import liquibase.change.CheckSum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A history as Liquibase knows it ({@code StandardChangeLogHistoryService.getRanChangeSets}), read by one statement of ours.
 * Columns that an older Liquibase did not have are empty, as they are once Liquibase has added them.
 *
 * @param exists whether there is a history table
 * @param digest that of {@link ChangelogHistory#digest}, of the same moment
 * @param lockIsOurs whether a run of Lockgate had locked Liquibase's own lock then
 */
record ReadHistory(boolean exists, List<RanChangeSet> ranChangeSets, String digest, boolean lockIsOurs) {

    private static final ReadHistory NONE = new ReadHistory(false, List.of(), ChangelogHistory.EMPTY, false);

    private static final String LOCK_IS_OURS = "lockgate_lock_is_ours";

    private static final String DIGEST = "lockgate_digest";

    /** No history, as a changelog meets it after everything was dropped. */
    static ReadHistory none() {
        return NONE;
    }

    static ReadHistory of(ChangelogTarget target, JdbcClient jdbc) {
        Tables tables = Tables.of(target, jdbc);
        if (!tables.history()) {
            return NONE;
        }
        ResultSetExtractor<ReadHistory> reading = ReadHistory::of;
        return jdbc.sql("select h.*, (%s) as %s, %s as %s from %s as h"
                        .formatted(
                                ChangelogHistory.digestOf(target.history()),
                                DIGEST,
                                tables.lock() ? LockLeftBehind.exists(target.liquibaseLock()) : "false",
                                LOCK_IS_OURS,
                                target.history()))
                .query(reading);
    }

    private static ReadHistory of(ResultSet rows) throws SQLException {
        Columns columns = Columns.of(rows);
        List<Entry> entries = new ArrayList<>();
        String digest = ChangelogHistory.EMPTY;
        boolean lockIsOurs = false;
        while (rows.next()) {
            digest = rows.getString(DIGEST);
            lockIsOurs = rows.getBoolean(LOCK_IS_OURS);
            entries.add(Entry.of(rows, columns));
        }
        entries.sort(Entry.IN_ORDER);
        return new ReadHistory(true, entries.stream().map(Entry::ran).toList(), digest, lockIsOurs);
    }

    /** Existence of a history, and of a lock table of Liquibase's own that we trust and may read. */
    private record Tables(boolean history, boolean lock) {

        static Tables of(ChangelogTarget target, JdbcClient jdbc) {
            return jdbc.sql("""
                            select %s as history, %s as lock
                              from (select ?::pg_catalog.text as history, ?::pg_catalog.text as lock) asked
                            """.formatted(
                                    ChangelogHistory.isTable("asked.history"),
                                    TrustedTable.isReadableLock("asked.lock", "asked.history")))
                    .params(target.history(), target.liquibaseLock())
                    .query((row, number) -> new Tables(row.getBoolean("history"), row.getBoolean("lock")))
                    .single();
        }
    }

    private record Columns(Set<String> names) {

        static Columns of(ResultSet rows) throws SQLException {
            Set<String> names = new HashSet<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                names.add(rows.getMetaData().getColumnLabel(column).toLowerCase(Locale.ROOT));
            }
            return new Columns(names);
        }

        @Nullable
        String text(ResultSet row, String column) throws SQLException {
            return names.contains(column) ? row.getString(column) : null;
        }
    }

    private record Entry(
            @Nullable Timestamp executed, @Nullable Integer order, RanChangeSet ran) {

        static final Comparator<Entry> IN_ORDER = Comparator.comparing(
                        Entry::executed, Comparator.nullsLast(Comparator.<Timestamp>naturalOrder()))
                .thenComparing(Entry::order, Comparator.nullsLast(Comparator.<Integer>naturalOrder()));

        static Entry of(ResultSet row, Columns columns) throws SQLException {
            Timestamp executed = row.getTimestamp("dateexecuted");
            String order = columns.text(row, "orderexecuted");
            String type = columns.text(row, "exectype");
            String path = row.getString("filename");
            RanChangeSet ran = new RanChangeSet(
                    DatabaseChangeLog.normalizePath(path),
                    row.getString("id"),
                    row.getString("author"),
                    CheckSum.parse(row.getString("md5sum")),
                    executed,
                    columns.text(row, "tag"),
                    type == null ? ChangeSet.ExecType.EXECUTED : ChangeSet.ExecType.valueOf(type),
                    columns.text(row, "description"),
                    columns.text(row, "comments"),
                    new ContextExpression(columns.text(row, "contexts")),
                    new Labels(columns.text(row, "labels")),
                    columns.text(row, "deployment_id"),
                    path);
            ran.setOrderExecuted(order == null ? null : Integer.valueOf(order));
            ran.setLiquibaseVersion(columns.text(row, "liquibase"));
            return new Entry(executed, ran.getOrderExecuted(), ran);
        }
    }
}
