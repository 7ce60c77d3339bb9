package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The row of {@code lockgate_schema} that is about the histories of all tenants, beside those about what they share. It holds a
 * fingerprint of their changelog, and the digests of histories with which nothing was pending then. All methods throw Spring's
 * {@link org.springframework.dao.DataAccessException} when the database cannot be asked.
 */
final class TenantFingerprintStore {

    /** Of any schema: no table has such a name unless it is quoted. */
    private static final String ANY = "*";

    private static final String CHANGELOG = "tenants";

    private final MigrationConnection connection;

    private final ChangelogTarget shared;

    /**
     * The store of tenants.
     *
     * @param shared the target beside whose history the table is
     */
    TenantFingerprintStore(MigrationConnection connection, ChangelogTarget shared) {
        this.connection = connection;
        this.shared = shared;
    }

    private String table() {
        return shared.table(FingerprintStore.TABLE);
    }

    /**
     * What was stored.
     *
     * @param histories the digests of histories, as {@link HistoryDigests} tells them
     */
    record Stored(Fingerprint fingerprint, Set<String> histories) {

        Stored {
            histories = Set.copyOf(histories);
        }
    }

    /** What was stored for tenants with such a history table. It is no error where there is no store, or none to be read. */
    Optional<Stored> find(String historyTable) {
        if (!TrustedTable.ours(shared, FingerprintStore.TABLE).permits(connection.jdbc(), "select")) {
            return Optional.empty();
        }
        return connection
                .jdbc()
                .sql("""
                        select fingerprint, inputs, history
                          from %s
                         where history_table operator(pg_catalog.=) ?::pg_catalog.text
                           and changelog operator(pg_catalog.=) ?::pg_catalog.text
                           and %s
                        """.formatted(table(), FingerprintLookup.isShort("fingerprint, history")))
                .params(ANY + "." + historyTable, CHANGELOG)
                .query((row, number) -> new Stored(
                        new Fingerprint(row.getString("fingerprint"), Inputs.parse(row.getString("inputs"))),
                        new LinkedHashSet<>(row.getString("history").lines().toList())))
                .optional();
    }

    /** Stores what is true of tenants' histories, unless this session may not write. */
    void store(ChangelogTarget tenant, Stored what) {
        new FingerprintStore(connection)
                .writing(
                        shared,
                        false,
                        () -> connection
                                .jdbc()
                                .sql("""
                        insert into %s as stored
                               (history_table, changelog, state, since, fingerprint, inputs, history,
                                schema_name, history_name, lock_name)
                        values (?::pg_catalog.text, ?::pg_catalog.text, 'CURRENT', current_timestamp,
                                ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text,
                                ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text)
                            on conflict (history_table, changelog) do update
                           set (since, fingerprint, inputs, history) =
                               (excluded.since, excluded.fingerprint, excluded.inputs, excluded.history)
                        """.formatted(table()))
                                .params(List.of(
                                        ANY + "." + tenant.historyTable(),
                                        CHANGELOG,
                                        what.fingerprint().digest(),
                                        what.fingerprint().inputs().toString(),
                                        String.join("\n", what.histories()),
                                        ANY,
                                        tenant.historyName(),
                                        tenant.lockName()))
                                .update());
    }
}
