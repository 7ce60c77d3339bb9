package io.lockgate.changelog;

import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.LockKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code lockgate_schema}, beside the history table: a row for each changelog, with the fingerprint with which nothing
 * was pending, and a digest of the history that this is true for. All methods throw Spring's
 * {@link org.springframework.dao.DataAccessException} when the database cannot be asked.
 */
final class FingerprintStore {

    private static final Logger log = LoggerFactory.getLogger(FingerprintStore.class);

    static final String TABLE = "lockgate_schema";

    /** What Liquibase calls its history unless it is told otherwise. */
    private static final String HISTORY = "databasechangelog";

    /** A name as SQL writes it. */
    private static final Pattern IDENTIFIER = Pattern.compile("\\w+|\"(?:[^\"]|\"\")+\"");

    private final MigrationConnection connection;

    private final JdbcClient jdbc;

    FingerprintStore(MigrationConnection connection) {
        this.connection = connection;
        this.jdbc = connection.jdbc();
    }

    /**
     * What was stored for a changelog, if it counts now: nobody is about to change the schema, and the history is as it was. It
     * is looked for where the bean says, which is where Liquibase keeps its history unless settings of its own say otherwise;
     * found elsewhere, or not at all, it does not count.
     */
    Optional<StoredFingerprint> find(SpringLiquibase bean) {
        // PostgresDatabase writes it in lower case
        String history = Objects.requireNonNullElse(inCatalog(bean.getDatabaseChangeLogTable()), HISTORY)
                .toLowerCase(Locale.ROOT);
        return schemaOf(bean, history)
                .flatMap(schema -> find(schema, history, bean.getBeanName())
                        .filter(stored -> isOf(stored.target(), schema.name(), history)));
    }

    /**
     * A schema that was cloned or renamed has brought the row of another. And what stands in a table that others may write is not
     * to become part of our statements.
     */
    private static boolean isOf(ChangelogTarget stored, String schema, String history) {
        return stored.schema().equals(schema)
                && stored.historyTable().equals(history)
                && Stream.of(stored.schemaName(), stored.historyName(), stored.lockName())
                        .allMatch(name -> IDENTIFIER.matcher(name).matches());
    }

    /** Where both tables are, so that naming them is no error: that would stand in the log of the server. */
    private Optional<Schema> schemaOf(SpringLiquibase bean, String history) {
        String configured = bean.getLiquibaseSchema() == null ? bean.getDefaultSchema() : bean.getLiquibaseSchema();
        return jdbc.sql("""
                        select name, store, history
                          from (select name,
                                       prefix operator(pg_catalog.||) pg_catalog.quote_ident(?::pg_catalog.text) as store,
                                       prefix operator(pg_catalog.||) pg_catalog.quote_ident(?::pg_catalog.text) as history
                                  from (select name, pg_catalog.quote_ident(name) operator(pg_catalog.||) '.' as prefix
                                          from (select coalesce(?::pg_catalog.text, pg_catalog.current_schema()) as name)
                                               schema) schema) tables
                         where pg_catalog.has_table_privilege(pg_catalog.to_regclass(store), 'select')
                           and pg_catalog.to_regclass(history) is not null
                        """)
                .params(Arrays.asList(TABLE, history, inCatalog(configured)))
                .query((row, number) ->
                        new Schema(row.getString("name"), row.getString("store"), row.getString("history")))
                .optional();
    }

    private Optional<StoredFingerprint> find(Schema schema, String history, String changelog) {
        return jdbc.sql("""
                        select fingerprint, inputs, schema_name, history_name, lock_name
                          from %s
                         where history_table operator(pg_catalog.=) ?::pg_catalog.text
                           and changelog operator(pg_catalog.=) ?::pg_catalog.text
                           and state operator(pg_catalog.=) 'CURRENT'
                           and history operator(pg_catalog.=) (%s)
                           and not exists (select from pg_catalog.pg_locks where %s)
                        """.formatted(
                                schema.store(),
                                ChangelogHistory.digestOf(schema.history()),
                                LockKey.of(schema.name(), history).isGranted()))
                .params(history, changelog)
                .query((row, number) -> new StoredFingerprint(
                        new Fingerprint(row.getString("fingerprint"), Inputs.parse(row.getString("inputs"))),
                        new ChangelogTarget(
                                row.getString("schema_name"),
                                row.getString("history_name"),
                                row.getString("lock_name"),
                                true)))
                .optional();
    }

    /**
     * What is stored for a history counts no longer: a run that holds its lock is about to change the schema. That cannot fail
     * the run: the history and the lock say the same.
     */
    void invalidate(ChangelogTarget target) {
        try {
            boolean stored = jdbc.sql("""
                            select coalesce(pg_catalog.has_table_privilege(
                                       pg_catalog.to_regclass(?::pg_catalog.text), 'update'), false)
                            """)
                    .param(target.table(TABLE))
                    .query(Boolean.class)
                    .single();
            if (stored) {
                jdbc.sql("""
                                update %s
                                   set state = 'CHANGING', since = current_timestamp
                                 where history_table operator(pg_catalog.=) ?::pg_catalog.text
                                """.formatted(target.table(TABLE)))
                        .param(target.historyTable())
                        .update();
            }
        } catch (DataAccessException e) {
            if (connection.isToBlameFor(e)) {
                throw e;
            }
            log.warn("Could not write into {}: {}", target.table(TABLE), FailureKind.reason(e));
        }
    }

    /**
     * Stores what is true for a history, if that still is what it was. Does nothing where this session may not write, or where a
     * run holds the lock of the target.
     */
    void store(ChangelogTarget target, String changelog, Fingerprint fingerprint, String history) {
        writing(target, true, () -> upsert(target, changelog, fingerprint, history));
    }

    /**
     * Writes into the table, which is created unless it exists; or does nothing, as {@link #store} says.
     *
     * @param withHistory whether there has to be the history of the target
     */
    void writing(ChangelogTarget target, boolean withHistory, Runnable write) {
        connection.inTransaction(() -> {
            Optional<Boolean> exists = lock(target, withHistory);
            if (exists.isPresent()) {
                if (!exists.get()) {
                    create(target);
                }
                write.run();
            }
        });
    }

    /**
     * Lets one at a time write, until the end of the transaction; nobody who may not, who would be the second, or who would
     * disturb a run.
     *
     * @return whether the table exists; nothing where nothing is to be written
     */
    private Optional<Boolean> lock(ChangelogTarget target, boolean withHistory) {
        return jdbc.sql("""
                        select case
                                 when pg_catalog.current_setting('transaction_read_only')::boolean then null
                                 when ?::boolean and pg_catalog.to_regclass(?::pg_catalog.text) is null then null
                                 when t.store is null
                                      and not pg_catalog.has_schema_privilege(?::pg_catalog.text, 'create') then null
                                 when not (pg_catalog.has_table_privilege(t.store, 'select')
                                           and pg_catalog.has_table_privilege(t.store, 'insert')
                                           and pg_catalog.has_table_privilege(t.store, 'update')) then null
                                 when exists (select from pg_catalog.pg_locks where %s) then null
                                 when not pg_catalog.pg_try_advisory_xact_lock(?::bigint) then null
                                 else t.store is not null
                               end
                          from (select pg_catalog.to_regclass(?::pg_catalog.text)::pg_catalog.oid as store) t
                        """.formatted(target.key().isGranted()))
                .params(
                        withHistory,
                        target.history(),
                        target.schema(),
                        LockKey.of(target.schema(), TABLE).value(),
                        target.table(TABLE))
                .query((row, number) -> Optional.ofNullable((Boolean) row.getObject(1)))
                .single();
    }

    private void create(ChangelogTarget target) {
        jdbc.sql("""
                        create table %s (
                          history_table pg_catalog.text not null,
                          changelog     pg_catalog.text not null,
                          state         pg_catalog.text not null,
                          since         pg_catalog.timestamptz not null,
                          version       pg_catalog.text,
                          fingerprint   pg_catalog.text not null,
                          inputs        pg_catalog.text not null,
                          history       pg_catalog.text not null,
                          schema_name   pg_catalog.text not null,
                          history_name  pg_catalog.text not null,
                          lock_name     pg_catalog.text not null,
                          primary key (history_table, changelog))
                        """.formatted(target.table(TABLE))).update();
    }

    private void upsert(ChangelogTarget target, String changelog, Fingerprint fingerprint, String history) {
        jdbc.sql("""
                        insert into %1$s as stored
                               (history_table, changelog, state, since, version, fingerprint, inputs, history,
                                schema_name, history_name, lock_name)
                        select ?::pg_catalog.text, ?::pg_catalog.text, 'CURRENT', current_timestamp,
                               (select pg_catalog.concat_ws('::', filename, id, author) from %2$s
                                 order by orderexecuted desc, dateexecuted desc limit 1),
                               ?::pg_catalog.text, ?::pg_catalog.text, digest,
                               ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text
                          from (%3$s) as today (digest)
                         where digest operator(pg_catalog.=) ?::pg_catalog.text
                            on conflict (history_table, changelog) do update
                           set (state, since, version, fingerprint, inputs, history, schema_name, history_name, lock_name)
                             = (excluded.state, excluded.since, excluded.version, excluded.fingerprint, excluded.inputs,
                                excluded.history, excluded.schema_name, excluded.history_name, excluded.lock_name)
                         where (stored.state, stored.fingerprint, stored.inputs, stored.history,
                                stored.schema_name, stored.history_name, stored.lock_name)
                            operator(pg_catalog.<>) (excluded.state, excluded.fingerprint, excluded.inputs, excluded.history,
                                excluded.schema_name, excluded.history_name, excluded.lock_name)
                        """.formatted(target.table(TABLE), target.history(), ChangelogHistory.digestOf(target.history())))
                .params(
                        target.historyTable(),
                        changelog,
                        fingerprint.digest(),
                        fingerprint.inputs().toString(),
                        target.schemaName(),
                        target.historyName(),
                        target.lockName(),
                        history)
                .update();
    }

    /** What PostgreSQL makes of a name as Liquibase writes it: it quotes those of mixed case ({@code PostgresDatabase}). */
    private static @Nullable String inCatalog(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String trimmed = name.strip();
        return trimmed.equals(trimmed.toUpperCase(Locale.ROOT)) ? trimmed.toLowerCase(Locale.ROOT) : trimmed;
    }

    private record Schema(String name, String store, String history) {}
}
