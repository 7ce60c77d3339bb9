package io.lockgate.database;

import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;

/**
 * The search path of the session of a run. Liquibase sets it for itself, but not where it begins with its schema already: one
 * version for a transaction, and quoted, another for the rest of the session, and not ({@code DatabaseUtils.initializeDatabase}).
 */
public final class SearchPath {

    private final MigrationConnection connection;

    private final String original;

    /**
     * A search path.
     *
     * @param original as the session began with it; empty where it was not asked
     */
    SearchPath(MigrationConnection connection, String original) {
        this.connection = connection;
        this.original = original;
    }

    /** The search path in which a schema, as SQL writes it, comes before all others. */
    public String beginningWith(String schema) {
        return original.isEmpty() ? schema : schema + ", " + original;
    }

    /** Does something while names without a schema mean those of one, as SQL writes it; a transaction that it leaves open ends. */
    public <T> T preferring(String schema, Supplier<T> work) {
        set(beginningWith(schema));
        try {
            return work.get();
        } finally {
            restore();
        }
    }

    private void restore() {
        connection.endTransaction();
        if (!connection.isLost() && !original.isEmpty()) {
            connection.cleanUp(() -> {
                try {
                    set(original);
                } catch (DataAccessException e) {
                    connection.doubt("could not be given its search path back", e);
                }
            });
        }
    }

    private void set(String path) {
        connection
                .jdbc()
                .sql("select pg_catalog.set_config('search_path', ?::pg_catalog.text, false)")
                .param(path)
                .query()
                .singleRow();
    }
}
