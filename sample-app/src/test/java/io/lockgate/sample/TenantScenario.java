package io.lockgate.sample;

/** What there is to do for every tenant; each starts where the one before it has ended. */
enum TenantScenario {
    FRESH("Fresh tenants: 20 changesets each", "twenty.yaml", 20, 8),
    NOTHING("Nothing pending: 20 changesets each in the history", "twenty.yaml", 20, 200),
    RELEASE("A release: 2 changesets each", "release.yaml", 22, 20);

    private final String title;

    private final String file;

    private final int changeSets;

    private final double timesAsFast;

    TenantScenario(String title, String file, int changeSets, double timesAsFast) {
        this.title = title;
        this.file = file;
        this.changeSets = changeSets;
        this.timesAsFast = timesAsFast;
    }

    /** The changelog, on the class path. */
    String changelog() {
        return "benchmark/tenants/" + file;
    }

    /** How many changesets a tenant has executed in the end. */
    int changeSets() {
        return changeSets;
    }

    /** How much faster than Liquibase Lockgate is meant to be. */
    double timesAsFast() {
        return timesAsFast;
    }

    @Override
    public String toString() {
        return title;
    }
}
