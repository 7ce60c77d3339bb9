package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.OrdersProcess.LIVENESS;
import static io.lockgate.sample.OrdersProcess.READINESS;
import static io.lockgate.sample.OrdersProcess.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** While the schema is being migrated the process is alive, and not ready. */
class GateIntegrationTests {

    @AutoClose
    private final Deployment deployment = Deployment.of(GateIntegrationTests.class);

    @Test
    void readinessWaitsForTheSchemaAndLivenessDoesNot() {
        deployment.hold();
        OrdersProcess service =
                deployment.startOn(Deployment.HELD, "--management.endpoint.health.probes.add-additional-paths=true");
        try (Probe liveness = new Probe(service, LIVENESS)) {
            eventually(deployment::isHeld);

            assertThat(service.status(READINESS)).isEqualTo(503);
            assertThat(service.status("/readyz")).isEqualTo(503);
            assertThat(service.status("/livez")).isEqualTo(200);
            assertThat(service.status("/actuator/liquibase")).isEqualTo(200);
            service.get(SCHEMA)
                    .expectBody()
                    .jsonPath("$.state")
                    .isEqualTo("MIGRATING")
                    .jsonPath("$.run.step")
                    .isEqualTo("APPLY")
                    .jsonPath("$.run.changeSet")
                    .value(String.class, changeSet -> assertThat(changeSet).contains("held"))
                    .jsonPath("$.version.id")
                    .isEqualTo("exports")
                    .jsonPath("$.pending")
                    .isEqualTo(1)
                    .jsonPath("$.lock.holder.pid")
                    .isEqualTo(deployment.lockHolders().get(0));
            service.get("/actuator/prometheus")
                    .expectBody(String.class)
                    .value(meters -> assertThat(meters).contains("lockgate_gate 0.0", "lockgate_pending 1.0"));

            deployment.letGo();
            service.awaitReady();
            assertThat(liveness.statuses()).containsOnly(200);
        }
    }
}
