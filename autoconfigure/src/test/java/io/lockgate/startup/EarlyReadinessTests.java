package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.MigrationSucceededEvent;
import io.lockgate.run.Run;
import io.lockgate.run.RunOf;
import io.lockgate.run.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.PayloadApplicationEvent;

/** Readiness that is declared too early is held back, and not for longer than the first run takes. */
class EarlyReadinessTests {

    private final ReadinessGate gate = new ReadinessGate();

    private final List<ReadinessState> published = new ArrayList<>();

    @Test
    void aRunThatSucceedsWhileReadinessIsTakenBackIsNotOverlooked() {
        EarlyReadiness[] early = new EarlyReadiness[1];
        early[0] = new EarlyReadiness(gate, event -> {
            ReadinessState state = (ReadinessState) ((AvailabilityChangeEvent<?>) event).getState();
            if (!gate.hasBeenOpen()) {
                // as another thread would, before this event reaches anybody
                open(early[0]);
            }
            published.add(state);
        });

        early[0].onApplicationEvent(new AvailabilityChangeEvent<>(this, ReadinessState.ACCEPTING_TRAFFIC));

        assertThat(published).last().isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    }

    private void open(EarlyReadiness early) {
        Run run = RunOf.all();
        RunOf.begin(run, gate);
        RunOf.succeed(run, gate);
        early.onApplicationEvent(
                new PayloadApplicationEvent<>(this, new MigrationSucceededEvent(run.id(), Trigger.STARTUP, null)));
    }
}
