package io.lockgate.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;

/** Probes are refused over HTTP while a start migrates, although properties or application code would let them in. */
class ReadinessDuringTheFirstRunIntegrationTests {

    private static final String READINESS = "/actuator/health/readiness";

    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    @RegisterExtension
    private final TestService service = new TestService().listening().with(DeclaresReadiness.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoint.health.group.readiness.include=ping",
                "management.health.schema.enabled=false",
                "lockgate.readiness.enabled=false"
            })
    void readinessIsRefusedUntilItHasSucceeded(String property) {
        service.changelog("--changeset ana:1\n" + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var start = service.begin(
                    "management.health.defaults.enabled=false", "management.health.ping.enabled=true", property);
            held.awaitWaiting();

            assertThat(start.http().status("/actuator/health/liveness")).isEqualTo(OK);
            assertThat(start.http().status(READINESS)).isEqualTo(SERVICE_UNAVAILABLE);
            held.letGo();
            start.awaitReady();
            assertThat(start.http().status(READINESS)).isEqualTo(OK);
        }
    }

    static class DeclaresReadiness {

        @EventListener
        void on(ApplicationStartedEvent event) {
            AvailabilityChangeEvent.publish(event.getApplicationContext(), ReadinessState.ACCEPTING_TRAFFIC);
        }
    }
}
