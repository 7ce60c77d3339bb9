package io.lockgate.sample;

import java.time.Duration;
import java.util.List;
import liquibase.integration.spring.MultiTenantSpringLiquibase;
import org.springframework.core.io.DefaultResourceLoader;

/** Who migrates the schemas of tenants. */
enum TenantContestant {
    MULTI_TENANT("MultiTenantSpringLiquibase") {
        @Override
        List<String> tenants(TenantDatabase database) {
            return database.schemas()
                    .subList(0, Math.min(SAMPLE, database.schemas().size()));
        }

        /** The tenants that are not of the sample are there nevertheless, and the catalog is as large as it is for others. */
        @Override
        void prepare(TenantDatabase database, TenantScenario scenario) throws Exception {
            List<String> all = database.schemas();
            List<String> others = all.subList(tenants(database).size(), all.size());
            if (scenario == TenantScenario.NOTHING && !others.isEmpty()) {
                PlainSql.of(database, others.get(0), TenantScenario.FRESH).execute(database, others, CONNECTIONS);
            }
        }

        @Override
        Duration migrate(TenantDatabase database, TenantScenario scenario) throws Exception {
            MultiTenantSpringLiquibase liquibase = new MultiTenantSpringLiquibase();
            liquibase.setDataSource(database.pool());
            liquibase.setResourceLoader(new DefaultResourceLoader());
            liquibase.setChangeLog("classpath:" + scenario.changelog());
            liquibase.setSchemas(tenants(database));
            liquibase.setAnalyticsEnabled(false);
            long start = System.nanoTime();
            liquibase.afterPropertiesSet();
            return Duration.ofNanos(System.nanoTime() - start);
        }
    },
    SERIAL("Lockgate, serial") {
        @Override
        Duration migrate(TenantDatabase database, TenantScenario scenario) {
            return TenantService.migrate(database, scenario, "lockgate.tenants.executor=serial");
        }
    },
    PARALLEL("Lockgate, parallel") {
        @Override
        Duration migrate(TenantDatabase database, TenantScenario scenario) {
            return TenantService.migrate(
                    database,
                    scenario,
                    "lockgate.tenants.executor=parallel",
                    "lockgate.tenants.parallelism=" + CONNECTIONS);
        }
    },
    LIMIT("the same SQL by plain JDBC") {
        @Override
        boolean isIn(TenantScenario scenario) {
            return scenario != TenantScenario.NOTHING;
        }

        @Override
        Duration migrate(TenantDatabase database, TenantScenario scenario) throws Exception {
            List<String> all = database.schemas();
            return PlainSql.of(database, all.get(0), scenario).execute(database, all, CONNECTIONS);
        }
    };

    /** Of tenants, where all would take too long. */
    static final int SAMPLE = 200;

    /** Of those who work in parallel. */
    static final int CONNECTIONS = 4;

    private final String title;

    TenantContestant(String title) {
        this.title = title;
    }

    /** The tenants that it migrates. */
    List<String> tenants(TenantDatabase database) {
        return database.schemas();
    }

    /** Whether there is anything that it can do. */
    boolean isIn(TenantScenario scenario) {
        return true;
    }

    /** Does what comes before and is not measured. */
    void prepare(TenantDatabase database, TenantScenario scenario) throws Exception {}

    /** Migrates its tenants, and tells how long that took. */
    abstract Duration migrate(TenantDatabase database, TenantScenario scenario) throws Exception;

    @Override
    public String toString() {
        return title;
    }
}
