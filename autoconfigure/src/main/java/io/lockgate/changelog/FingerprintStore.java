package io.lockgate.changelog;

import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.LockKey;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes the table {@code lockgate_schema}, beside the history table: a row for each changelog, with the fingerprint with which
 * nothing was pending, and a digest of the history that this is true for. {@link FingerprintLookup} reads it. All methods throw Spring's
 * {@link org.springframework.dao.DataAccessException} when the database cannot be asked.
 */
final class FingerprintStore {

    private static final Logger log = LoggerFactory.getLogger(FingerprintStore.class);

    static final String TABLE = TrustedTable.FINGERPRINTS;

    private final MigrationConnection connection;

    private final JdbcClient jdbc;

    FingerprintStore(MigrationConnection connection) {
        this.connection = connection;
        this.jdbc = connection.jdbc();
    }

    /**
     * What is stored for a history counts no longer: a run that holds its lock is about to change the schema. That cannot fail
     * the run: the history and the lock say the same.
     */
    void invalidate(ChangelogTarget target) {
        try {
            if (TrustedTable.ours(target, TABLE).permits(jdbc, "update")) {
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
                                 when coalesce(%s, '') operator(pg_catalog.<>) '' then null
                                 when t.store is null
                                      and not pg_catalog.has_schema_privilege(?::pg_catalog.text, 'create') then null
                                 when not (pg_catalog.has_table_privilege(t.store, 'select')
                                           and pg_catalog.has_table_privilege(t.store, 'insert')
                                           and pg_catalog.has_table_privilege(t.store, 'update')) then null
                                 when exists (select from pg_catalog.pg_locks where %s) then null
                                 when not pg_catalog.pg_try_advisory_xact_lock(?::bigint) then null
                                 else t.store is not null
                               end
                          from (select name, history, pg_catalog.to_regclass(name)::pg_catalog.oid as store
                                  from (select ?::pg_catalog.text as name, ?::pg_catalog.text as history) names) t
                        """.formatted(
                                TrustedTable.judgement("t.name", "t.history"),
                                target.key().isGranted()))
                .params(
                        withHistory,
                        target.history(),
                        target.schema(),
                        LockKey.of(target.schema(), TABLE).toString(),
                        target.table(TABLE),
                        target.history())
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
}
