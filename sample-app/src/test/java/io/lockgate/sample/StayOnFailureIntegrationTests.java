package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.Eventually.eventuallyAsserted;
import static io.lockgate.sample.OrdersProcess.LIVENESS;
import static io.lockgate.sample.OrdersProcess.READINESS;
import static io.lockgate.sample.OrdersProcess.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With {@code lockgate.on-failure=stay} a process whose migration failed is there to be asked why. */
class StayOnFailureIntegrationTests {

    @AutoClose
    private final Deployment deployment = Deployment.of(StayOnFailureIntegrationTests.class);

    @Test
    void sigtermEndsIt() {
        OrdersProcess service = deployment.startOn(Deployment.BROKEN, "--lockgate.on-failure=stay");
        eventually(() -> service.output().contains("The schema is not ready"));

        service.terminate();

        service.exitCode(Duration.ofSeconds(10));
        assertThat(service.output()).doesNotContain("Application run failed", "APPLICATION FAILED TO START");
    }

    @Test
    void theProcessStaysAliveAndNotReadyAndSaysWhatToDo() {
        OrdersProcess service = deployment.startOn(Deployment.BROKEN, "--lockgate.on-failure=stay");

        eventuallyAsserted(
                () -> service.get(SCHEMA).expectBody().jsonPath("$.state").isEqualTo("FAILED"));

        service.get(SCHEMA)
                .expectBody()
                .jsonPath("$.failure.message")
                .value(String.class, message -> assertThat(message).contains("broken", "no_such_table"))
                .jsonPath("$.failure.action")
                .isNotEmpty();
        assertThat(service.status(LIVENESS)).isEqualTo(200);
        assertThat(service.status(READINESS)).isEqualTo(503);
        assertThat(service.isAlive()).isTrue();
        assertThat(deployment.lockHolders()).isEmpty();
    }
}
