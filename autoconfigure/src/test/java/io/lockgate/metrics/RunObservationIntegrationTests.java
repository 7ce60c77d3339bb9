package io.lockgate.metrics;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The observation around a run. */
class RunObservationIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void saysWhatTriggeredTheRunAndThatItSucceeded() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        var start = service.with(Observed.class).start();

        assertThat(start.bean(TestObservationRegistry.class))
                .hasNumberOfObservationsWithNameEqualTo("lockgate.run", 1)
                .hasObservationWithNameEqualTo("lockgate.run")
                .that()
                .hasLowCardinalityKeyValue("trigger", "STARTUP")
                .hasLowCardinalityKeyValue("outcome", "SUCCESS")
                .doesNotHaveError()
                .hasBeenStarted()
                .hasBeenStopped();
    }

    @Test
    void saysWhyTheRunFailed() {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        var start = service.with(Observed.class).begin("lockgate.on-failure=stay");
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);
        var observations = start.bean(TestObservationRegistry.class);
        await().untilAsserted(() -> assertThat(observations)
                .hasObservationWithNameEqualTo("lockgate.run")
                .that()
                .hasBeenStopped());

        assertThat(observations)
                .hasObservationWithNameEqualTo("lockgate.run")
                .that()
                .hasLowCardinalityKeyValue("trigger", "STARTUP")
                .hasLowCardinalityKeyValue("outcome", "FAILURE")
                .assertThatError()
                .hasMessageContaining("relation \"nowhere\" does not exist");
    }

    @Configuration(proxyBeanMethods = false)
    static class Observed {

        @Bean
        TestObservationRegistry observations() {
            return TestObservationRegistry.create();
        }
    }
}
