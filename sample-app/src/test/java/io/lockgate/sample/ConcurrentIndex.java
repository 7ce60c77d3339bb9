package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;

/** The index that a changeset builds concurrently. */
record ConcurrentIndex(Deployment deployment) {

    static final String CHANGELOG = "concurrent-index.yaml";

    private static final String BUILD = "query ilike 'create index concurrently%'";

    boolean exists() {
        return deployment.hasTable("exports_by_time");
    }

    boolean isValid() {
        return deployment
                .jdbc()
                .sql("select indisvalid from pg_index where indexrelid = to_regclass('exports_by_time')")
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** Ends the session in which the index is built, if it still goes on. */
    void endBuild() {
        deployment
                .jdbc()
                .sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                        + " and pid <> pg_backend_pid() and " + BUILD)
                .query()
                .listOfRows();
        eventually(() -> deployment.sessions(BUILD) == 0);
    }

    @Override
    public String toString() {
        return !exists() ? "no index" : isValid() ? "index valid" : "index **invalid**";
    }
}
