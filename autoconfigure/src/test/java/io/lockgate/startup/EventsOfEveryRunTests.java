package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.MigrationFailedEvent;
import io.lockgate.run.MigrationStartedEvent;
import io.lockgate.run.MigrationSucceededEvent;
import io.lockgate.run.Run;
import io.lockgate.run.RunOf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that runs of every kind publish. */
class EventsOfEveryRunTests {

    private final List<Object> events = new ArrayList<>();

    private final EventPublisher publisher = new EventPublisher(events::add);

    @Test
    void aRunThatOpensTheGateIsSaidToSucceed() {
        succeed(RunOf.all());

        assertThat(events).hasExactlyElementsOfTypes(MigrationStartedEvent.class, MigrationSucceededEvent.class);
    }

    @Test
    void aPreliminaryRunIsNotSaidToSucceed() {
        succeed(RunOf.early());

        assertThat(events).hasExactlyElementsOfTypes(MigrationStartedEvent.class);
    }

    @Test
    void aRunOfTenantsAloneIsNotSaidToSucceed() {
        succeed(RunOf.tenants());

        assertThat(events).hasExactlyElementsOfTypes(MigrationStartedEvent.class);
    }

    @Test
    void everyRunThatFailsIsSaidTo() {
        for (Run run : List.of(RunOf.early(), RunOf.all(), RunOf.tenants())) {
            events.clear();
            RunOf.begin(run, publisher);
            RunOf.retry(run, publisher, "lost");
            RunOf.fail(run, publisher, "failed");

            assertThat(events).hasExactlyElementsOfTypes(MigrationStartedEvent.class, MigrationFailedEvent.class);
            assertThat(events).extracting("run").containsOnly(run.id());
        }
    }

    private void succeed(Run run) {
        RunOf.begin(run, publisher);
        RunOf.succeed(run, publisher);
    }
}
