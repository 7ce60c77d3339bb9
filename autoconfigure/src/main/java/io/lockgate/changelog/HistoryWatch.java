package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Watches a history for what others do meanwhile that was pending: by one statement that asks for the pending changesets
 * alone, where Liquibase would read the changelogs again.
 */
public final class HistoryWatch {

    /** What is to be seen in a history. */
    public enum Sight {
        /** Something is still pending; or Liquibase has been asked about what is to be seen, and nothing is new. */
        PENDING,
        /** All is executed, and recorded with the very checksums that were planned. */
        DONE,
        /** Something is recorded otherwise than it was planned: Liquibase is to be asked. */
        UNCLEAR
    }

    /** The table was dropped meanwhile. */
    private static final String UNDEFINED_TABLE = "42P01";

    private final ChangelogTarget target;

    private boolean exists;

    private Set<Row> unclear = Set.of();

    private @Nullable String unclearOthers;

    public HistoryWatch(ChangelogTarget target) {
        this.target = target;
    }

    /** Looks what has become of what some plans are to execute. Throws Spring's exception when the database cannot be asked. */
    public Sight look(JdbcClient jdbc, Collection<ChangelogPlan> plans) {
        Map<ChangeSetId, @Nullable Awaited> awaited = new HashMap<>();
        plans.forEach(plan -> plan.pending()
                .forEach(changeSet -> awaited.put(
                        ChangeSets.normalised(changeSet), plan.awaited().get(changeSet))));
        Set<Row> rows = rows(jdbc, awaited.keySet()).stream()
                .filter(row -> awaited.containsKey(row.changeSet()))
                .filter(row -> !row.isAsBefore(awaited.get(row.changeSet())))
                .collect(Collectors.toSet());
        boolean all =
                rows.stream().map(Row::changeSet).collect(Collectors.toSet()).containsAll(awaited.keySet());
        Set<Row> unexpected = rows.stream()
                .filter(row -> row.isUnexpected(awaited.get(row.changeSet()), all))
                .collect(Collectors.toSet());
        if (!unclear.containsAll(unexpected)) {
            unclear = unexpected;
            return Sight.UNCLEAR;
        }
        return all && unexpected.isEmpty() ? lookAtOthers(jdbc, plans, rows) : Sight.PENDING;
    }

    /** A run of another build may have changed more than was pending here. */
    private Sight lookAtOthers(JdbcClient jdbc, Collection<ChangelogPlan> plans, Set<Row> done) {
        String others = jdbc.sql(ChangelogHistory.digestOf(
                        target.history(), "h.ctid operator(pg_catalog.<>) all (?::pg_catalog.tid[])"))
                .param(done.stream().map(Row::position).toArray(String[]::new))
                .query(String.class)
                .single();
        if (plans.stream().allMatch(plan -> others.equals(plan.history()))) {
            return Sight.DONE;
        }
        boolean seen = others.equals(unclearOthers);
        unclearOthers = others;
        return seen ? Sight.PENDING : Sight.UNCLEAR;
    }

    private List<Row> rows(JdbcClient jdbc, Collection<ChangeSetId> changeSets) {
        exists = exists || ChangelogHistory.of(target).exists(jdbc);
        if (!exists) {
            return List.of();
        }
        Set<String> ids = changeSets.stream().map(ChangeSetId::id).collect(Collectors.toSet());
        try {
            return jdbc.sql("""
                            select ctid::pg_catalog.text as position, id, author, filename, md5sum,
                                   pg_catalog.to_jsonb(h) operator(pg_catalog.->>) 'exectype' as exectype
                              from %s as h
                             where id operator(pg_catalog.=) any (?::pg_catalog.text[])
                            """.formatted(target.history()))
                    .param(ids.toArray(String[]::new))
                    .query((row, number) -> Row.of(row))
                    .list();
        } catch (BadSqlGrammarException e) {
            SQLException reason = e.getSQLException();
            if (reason == null || !UNDEFINED_TABLE.equals(reason.getSQLState())) {
                throw e;
            }
            exists = false;
            return List.of();
        }
    }

    /**
     * A row of the history.
     *
     * @param position where it stands in the table, as long as nobody changes it
     * @param type Liquibase's execution type; empty in a history that Liquibase has not brought to its current form
     */
    private record Row(
            String position,
            ChangeSetId changeSet,
            @Nullable String checksum,
            @Nullable String type) {

        /** Those that count as executed, however the changeset was come by. */
        private static final Set<String> EXECUTED = Set.of("EXECUTED", "RERAN", "MARK_RAN");

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("position"),
                    ChangeSets.normalised(
                            new ChangeSetId(row.getString("filename"), row.getString("id"), row.getString("author"))),
                    row.getString("md5sum"),
                    row.getString("exectype"));
        }

        boolean isAsBefore(@Nullable Awaited awaited) {
            return awaited != null
                    && awaited.before() != null
                    && awaited.before().equals(checksum);
        }

        /** Where it is not known what to expect, everything is unexpected, but not before all is there. */
        boolean isUnexpected(@Nullable Awaited awaited, boolean all) {
            return awaited == null
                    ? all
                    : !awaited.checksum().equals(checksum) || (type != null && !EXECUTED.contains(type));
        }
    }
}
