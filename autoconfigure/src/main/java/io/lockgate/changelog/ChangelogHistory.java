package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import io.lockgate.schema.ExecutedChangeSet;
import io.lockgate.schema.SchemaVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads Liquibase's history table by single statements of our own. All of them throw Spring's
 * {@link org.springframework.dao.DataAccessException} when the database cannot be asked.
 */
public final class ChangelogHistory {

    /** The digest of nothing. */
    static final String EMPTY = new Sha256().hex();

    private final ChangelogTarget target;

    private ChangelogHistory(ChangelogTarget target) {
        this.target = target;
    }

    public static ChangelogHistory of(ChangelogTarget target) {
        return new ChangelogHistory(target);
    }

    /** The version of the schema, or nothing where no changeset was ever executed. */
    public Optional<SchemaVersion> version(JdbcClient jdbc) {
        if (!exists(jdbc)) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select id, author, filename, dateexecuted,
                               (select %2$s(*) from %1$s) as executed,
                               (select tag from %1$s where tag is not null
                                 order by orderexecuted desc, dateexecuted desc limit 1) as latest_tag
                          from %1$s
                         order by orderexecuted desc, dateexecuted desc
                         limit 1
                        """.formatted(target.history(), target.postgres() ? "pg_catalog.count" : "count"))
                .query((row, number) -> new SchemaVersion(
                        row.getString("id"),
                        row.getString("author"),
                        row.getString("filename"),
                        row.getString("latest_tag"),
                        row.getInt("executed"),
                        row.getTimestamp("dateexecuted").toInstant()))
                .optional();
    }

    /** The history, the latest changeset first. */
    public List<ExecutedChangeSet> executed(JdbcClient jdbc) {
        if (!exists(jdbc)) {
            return List.of();
        }
        return jdbc.sql("""
                        select id, author, filename, dateexecuted, orderexecuted, exectype, tag, deployment_id
                          from %s
                         order by orderexecuted desc, dateexecuted desc
                        """.formatted(target.history()))
                .query((row, number) -> executedChangeSet(row))
                .list();
    }

    /** Which of some changesets the history does not hold, in their order; all, where the history table does not exist. */
    public List<ChangeSetId> missing(JdbcClient jdbc, Collection<ChangeSetId> changeSets) {
        if (changeSets.isEmpty() || !exists(jdbc)) {
            return List.copyOf(changeSets);
        }
        Set<ChangeSetId> recorded =
                new HashSet<>(jdbc.sql("select id, author, filename from %s".formatted(target.history()))
                        .query((row, number) -> ChangeSets.normalised(changeSet(row)))
                        .list());
        return changeSets.stream()
                .filter(changeSet -> !recorded.contains(ChangeSets.normalised(changeSet)))
                .toList();
    }

    /** A digest of all rows; the same for an empty table as for none. */
    public String digest(JdbcClient jdbc) {
        return exists(jdbc)
                ? jdbc.sql(digestOf(target.history())).query(String.class).single()
                : EMPTY;
    }

    /** A query for that digest, of SHA-256: whatever changes in whatever column of a row, or in their number, changes it. */
    static String digestOf(String history) {
        return digestOf(history, "true");
    }

    /**
     * The same of some rows. They are cast as rows of no table: for that of a table, its owner could have created a cast.
     *
     * @param condition on the history {@code h}
     */
    static String digestOf(String history, String condition) {
        return "select %s from (select row(h.*)::pg_catalog.text as row_of from %s h where %s) rows"
                .formatted(HistoryDigests.DIGEST, history, condition);
    }

    /**
     * A condition: there is a table of that name. A view runs functions as whoever reads it, and is no history for Liquibase.
     *
     * @param history an expression for the quoted name, evaluated once
     */
    static String isTable(String history) {
        return """
                exists (select from pg_catalog.pg_class
                         where oid operator(pg_catalog.=) pg_catalog.to_regclass(%s)::pg_catalog.oid
                           and relkind operator(pg_catalog.=) any ('{r,p}'::pg_catalog."char"[]))
                """.formatted(history);
    }

    /** Whether the history table exists; where we cannot ask, it is taken to. */
    public boolean exists(JdbcClient jdbc) {
        return !target.postgres()
                || jdbc.sql("select " + isTable("?::pg_catalog.text"))
                        .param(target.history())
                        .query(Boolean.class)
                        .single();
    }

    private static ChangeSetId changeSet(ResultSet row) throws SQLException {
        return new ChangeSetId(row.getString("filename"), row.getString("id"), row.getString("author"));
    }

    private static ExecutedChangeSet executedChangeSet(ResultSet row) throws SQLException {
        return new ExecutedChangeSet(
                changeSet(row),
                row.getInt("orderexecuted"),
                row.getString("exectype"),
                row.getString("tag"),
                row.getString("deployment_id"),
                row.getTimestamp("dateexecuted").toInstant());
    }
}
