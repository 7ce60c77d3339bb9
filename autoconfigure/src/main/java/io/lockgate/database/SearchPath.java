package io.lockgate.database;

import org.springframework.dao.DataAccessException;

/** The search path of the session of a run, which its borrower may leave behind changed. */
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

    /** Lets names without a schema mean those of one, as SQL writes it, until {@link #restore()}. */
    public void prefer(String schema) {
        set(beginningWith(schema));
    }

    /** Gives the session back what it began with; its transaction has ended. */
    public void restore() {
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
                .sql("select set_config('search_path', ?, false)")
                .param(path)
                .query()
                .singleRow();
    }
}
