package io.lockgate.sample;

import static io.lockgate.sample.OrdersProcess.READINESS;
import static io.lockgate.sample.OrdersProcess.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a service shows of its schema once that is ready; its pool has one connection alone. */
class ReadyServiceIntegrationTests {

    private static final Deployment DEPLOYMENT = Deployment.of(ReadyServiceIntegrationTests.class);

    private static OrdersProcess service;

    @BeforeAll
    static void start() {
        service = DEPLOYMENT
                .start(
                        "--spring.datasource.hikari.maximum-pool-size=1",
                        "--management.endpoint.health.probes.add-additional-paths=true",
                        "--management.endpoint.health.group.readiness.include=readinessState",
                        "--management.endpoint.health.group.readiness.show-details=always")
                .awaitReady();
    }

    @AfterAll
    static void end() {
        DEPLOYMENT.close();
    }

    @Test
    void theSchemaIsPartOfReadinessWhateverElseIs() {
        service.get(READINESS)
                .expectBody()
                .jsonPath("$.components.schema.status")
                .isEqualTo("UP")
                .jsonPath("$.components.schema.details.state")
                .isEqualTo("OPEN");
        assertThat(service.status("/readyz")).isEqualTo(200);
    }

    @Test
    void theEndpointShowsTheVersionAndThatNobodyHoldsTheLock() {
        service.get(SCHEMA)
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("OPEN")
                .jsonPath("$.version.id")
                .isEqualTo("1.4-tag")
                .jsonPath("$.version.tag")
                .isEqualTo("v1.4")
                .jsonPath("$.pending")
                .isEqualTo(0)
                .jsonPath("$.run.steps[-1:].step")
                .isEqualTo("OPEN")
                .jsonPath("$.lock.holder")
                .doesNotExist();
        assertThat(DEPLOYMENT.lockHolders()).isEmpty();
    }

    @Test
    void infoShowsTheVersion() {
        service.get("/actuator/info")
                .expectBody()
                .jsonPath("$.schema.version.id")
                .isEqualTo("1.4-tag");
    }

    @Test
    void metersTellOfTheRun() {
        service.get("/actuator/prometheus")
                .expectBody(String.class)
                .value(meters -> assertThat(meters)
                        .contains(
                                "lockgate_gate 1.0",
                                "lockgate_pending 0.0",
                                "lockgate_lock_wait_seconds_count 1",
                                "lockgate_run_seconds_count{",
                                "lockgate_step_seconds_count{step=\"APPLY\"} 1",
                                "lockgate_changesets_total "));
    }

    @Test
    void theLiquibaseEndpointGoesOnWorking() {
        service.get("/actuator/liquibase")
                .expectBody()
                .jsonPath("$.contexts.orders.liquibaseBeans.liquibase.changeSets[-1:].id")
                .isEqualTo("1.4-tag");
    }
}
