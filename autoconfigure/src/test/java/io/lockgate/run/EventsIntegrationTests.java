package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListener;

/** The application events of a run. */
class EventsIntegrationTests {

    private static final String CREATES_A_TABLE = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String FAILS = "--changeset ana:1\ninsert into nowhere values (1);\n";

    /** What the listeners of the service heard, which is gone when its start has failed. */
    private static final List<Object> EVENTS = new ArrayList<>();

    /** The gate whenever a run was said to have succeeded. */
    private static final List<GateState> GATE = new ArrayList<>();

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void forget() {
        EVENTS.clear();
        GATE.clear();
    }

    @Test
    void aRunIsSaidToStartAndToSucceed() {
        service.changelog(CREATES_A_TABLE);

        service.with(Listener.class).startAndStop();

        assertThat(EVENTS)
                .hasExactlyElementsOfTypes(MigrationStartedEvent.class, MigrationSucceededEvent.class)
                .extracting("run")
                .containsOnly(service.database()
                        .query("select run_id from lockgate_run")
                        .get(0));
        assertThat(EVENTS).extracting("trigger").containsOnly(Trigger.STARTUP);
        assertThat(((MigrationSucceededEvent) EVENTS.get(1)).result().executed())
                .extracting("id")
                .containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void theSchemaIsSaidToBeReadyOnceAndWithTheGateOpen(String phase) {
        service.changelog(CREATES_A_TABLE);

        service.with(Listener.class).startAndStop("lockgate.startup.phase=" + phase);

        assertThat(EVENTS).first().isInstanceOf(MigrationStartedEvent.class);
        assertThat(EVENTS).doesNotHaveAnyElementsOfTypes(MigrationFailedEvent.class);
        assertThat(GATE).containsExactly(GateState.OPEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void aStartThatFailsIsSaidTo(String phase) {
        service.changelog(FAILS);

        service.with(Listener.class).failToStart("lockgate.startup.phase=" + phase);

        assertThat(EVENTS).hasExactlyElementsOfTypes(MigrationStartedEvent.class, MigrationFailedEvent.class);
        assertThat(((MigrationFailedEvent) EVENTS.get(1)).failure())
                .hasMessageContaining("relation \"nowhere\" does not exist");
        assertThat(EVENTS).extracting("run").containsOnly(((MigrationStartedEvent) EVENTS.get(0)).run());
    }

    @Test
    void methodsThatListenHearThem() {
        service.changelog(CREATES_A_TABLE);

        service.with(ListeningMethod.class).startAndStop();

        assertThat(EVENTS).hasOnlyElementsOfType(MigrationSucceededEvent.class).hasSize(1);
    }

    /** Hears events from the beginning of the refresh, but for Spring Boot's own. */
    static class Listener implements ApplicationListener<PayloadApplicationEvent<?>> {

        private final ReadinessGate gate;

        Listener(ReadinessGate gate) {
            this.gate = gate;
        }

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<?> event) {
            if (event.getPayload() instanceof AvailabilityState) {
                return;
            }
            EVENTS.add(event.getPayload());
            if (event.getPayload() instanceof MigrationSucceededEvent) {
                GATE.add(gate.state());
            }
        }
    }

    /** Hears events as most of us do. */
    static class ListeningMethod {

        @EventListener
        void on(MigrationSucceededEvent event) {
            EVENTS.add(event);
        }
    }
}
