package io.lockgate.changelog;

import static io.lockgate.changelog.TrustedTable.State.TRUSTED;

import io.lockgate.lock.LockKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what a {@link FingerprintStore} has written, without knowing more than the bean says; by two statements at most. */
final class FingerprintLookup {

    /** Default name of Liquibase's history table. */
    private static final String HISTORY = "databasechangelog";

    /** Default name of Liquibase's lock table. */
    private static final String LOCK = "databasechangeloglock";

    /** Longer than any digest or quoted name, and than the digests that are kept of tenants. */
    private static final int MAX_LENGTH = 1 << 13;

    /** A name as SQL writes it. */
    private static final Pattern IDENTIFIER = Pattern.compile("\\w+|\"(?:[^\"]|\"\")+\"");

    private final JdbcClient jdbc;

    FingerprintLookup(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Finds the stored fingerprint of a changelog, if it counts now: nobody is about to change the schema, and the history is as
     * it was. It is looked for where the bean says, which is where Liquibase keeps its history unless settings of its own say
     * otherwise; found elsewhere, or not at all, it does not count.
     */
    Optional<StoredFingerprint> find(SpringLiquibase bean) {
        // PostgresDatabase writes it in lower case
        String history = Objects.requireNonNullElse(inCatalog(bean.getDatabaseChangeLogTable()), HISTORY)
                .toLowerCase(Locale.ROOT);
        String lock = Objects.requireNonNullElse(inCatalog(bean.getDatabaseChangeLogLockTable()), LOCK)
                .toLowerCase(Locale.ROOT);
        return schemaOf(bean, history, lock)
                .flatMap(schema -> find(schema, history, bean.getBeanName())
                        .filter(stored -> isOf(stored.target(), schema.name(), history, lock)));
    }

    /**
     * A schema that was cloned or renamed has brought the row of another. And what stands in a table that others may write is not
     * to become part of our statements.
     */
    private static boolean isOf(ChangelogTarget stored, String schema, String history, String lock) {
        return stored.schema().equals(schema)
                && stored.historyTable().equals(history)
                && stored.lockTable().equals(lock)
                && Stream.of(stored.schemaName(), stored.historyName(), stored.lockName())
                        .allMatch(name -> IDENTIFIER.matcher(name).matches());
    }

    /** Looks the tables up first: to name one that does not exist is an error in the log of the server. */
    private Optional<Schema> schemaOf(SpringLiquibase bean, String history, String lock) {
        String configured = bean.getLiquibaseSchema() == null ? bean.getDefaultSchema() : bean.getLiquibaseSchema();
        return jdbc.sql("""
                        select name, store, history, case when %s then lock end as lock,
                               coalesce(pg_catalog.has_table_privilege(pg_catalog.to_regclass(store), 'select'), false) as readable,
                               %s as judgement,
                               %s as lesser
                          from (select name,
                                       prefix operator(pg_catalog.||) pg_catalog.quote_ident(?::pg_catalog.text) as store,
                                       prefix operator(pg_catalog.||) pg_catalog.quote_ident(?::pg_catalog.text) as history,
                                       prefix operator(pg_catalog.||) pg_catalog.quote_ident(?::pg_catalog.text) as lock
                                  from (select name, pg_catalog.quote_ident(name) operator(pg_catalog.||) '.' as prefix
                                          from (select coalesce(?::pg_catalog.text, pg_catalog.current_schema()) as name)
                                               schema) schema) tables
                         where %s
                        """.formatted(
                                TrustedTable.isReadableLock("lock", "history"),
                                TrustedTable.judgement("store", "history"),
                                HistoryOwners.lesser("history", "name"),
                                ChangelogHistory.isTable("history")))
                .params(Arrays.asList(FingerprintStore.TABLE, history, lock, inCatalog(configured)))
                .query((row, number) -> {
                    HistoryOwners.warn(row.getString("lesser"));
                    return new Schema(
                            row.getString("name"),
                            row.getString("store"),
                            row.getString("history"),
                            row.getString("lock"),
                            TrustedTable.state(row.getString("store"), row.getString("judgement")) == TRUSTED
                                    && row.getBoolean("readable"));
                })
                .optional()
                .filter(Schema::isReadable);
    }

    private Optional<StoredFingerprint> find(Schema schema, String history, String changelog) {
        return jdbc.sql("""
                        select fingerprint, inputs, schema_name, history_name, lock_name, %s as lock_is_ours
                          from %s
                         where history_table operator(pg_catalog.=) ?::pg_catalog.text
                           and changelog operator(pg_catalog.=) ?::pg_catalog.text
                           and state operator(pg_catalog.=) 'CURRENT'
                           and history operator(pg_catalog.=) (%s)
                           and %s
                           and not exists (select from pg_catalog.pg_locks where %s)
                        """.formatted(
                                schema.lock() == null ? "false" : LockLeftBehind.exists(schema.lock()),
                                schema.store(),
                                ChangelogHistory.digestOf(schema.history()),
                                isShort("fingerprint, schema_name, history_name, lock_name"),
                                LockKey.of(schema.name(), history).isGranted()))
                .params(history, changelog)
                .query((row, number) -> new StoredFingerprint(
                        new Fingerprint(row.getString("fingerprint"), Inputs.parse(row.getString("inputs"))),
                        new ChangelogTarget(
                                row.getString("schema_name"),
                                row.getString("history_name"),
                                row.getString("lock_name"),
                                true),
                        row.getBoolean("lock_is_ours")))
                .optional();
    }

    /** A condition on columns: a row that somebody else has written is not loaded if it is huge. */
    static String isShort(String columns) {
        return Stream.concat(
                        Stream.of("pg_catalog.octet_length(inputs) operator(pg_catalog.<=) " + Inputs.MAX_LENGTH),
                        Stream.of(columns.split(", "))
                                .map(column -> "pg_catalog.octet_length(%s) operator(pg_catalog.<=) %d"
                                        .formatted(column, MAX_LENGTH)))
                .collect(Collectors.joining(" and "));
    }

    /** Name in the catalog of a name that Liquibase writes: it quotes those of mixed case ({@code PostgresDatabase}). */
    private static @Nullable String inCatalog(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String trimmed = name.strip();
        return trimmed.equals(trimmed.toUpperCase(Locale.ROOT)) ? trimmed.toLowerCase(Locale.ROOT) : trimmed;
    }

    /**
     * Names of the tables of a bean, as SQL writes them.
     *
     * @param lock the table of Liquibase's own lock; null unless there is one that we trust and may read
     */
    private record Schema(
            String name,
            String store,
            String history,
            @Nullable String lock,
            boolean isReadable) {}
}
