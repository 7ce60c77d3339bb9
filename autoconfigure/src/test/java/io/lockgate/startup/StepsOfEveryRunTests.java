package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.Run;
import io.lockgate.run.RunOf;
import io.lockgate.run.RunStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.core.metrics.StartupStep;

/** The steps of the start end with the runs of every kind that they stand for, and not before. */
class StepsOfEveryRunTests {

    private final BufferingApplicationStartup startup = new BufferingApplicationStartup(1_000);

    private final StartupSteps steps = new StartupSteps(startup);

    @Test
    void everyRunThatSucceedsIsOver() {
        for (Run run : List.of(RunOf.early(), RunOf.all(), RunOf.tenants())) {
            RunOf.begin(run, steps);
            assertThat(outcomes()).doesNotContainKey(run.id());
            RunOf.succeed(run, steps);

            assertThat(outcomes()).containsEntry(run.id(), "SUCCESS");
        }
    }

    @Test
    void everyRunThatFailsIsOver() {
        for (Run run : List.of(RunOf.early(), RunOf.all(), RunOf.tenants())) {
            RunOf.begin(run, steps);
            RunOf.retry(run, steps, "lost");
            RunOf.cancel(run, steps);

            assertThat(outcomes()).containsEntry(run.id(), "FAILURE");
        }
    }

    @Test
    void theRunAfterTenantsLastsAsLongAsItsLastStep() {
        Run tenants = RunOf.tenants();
        RunOf.begin(tenants, steps);
        RunOf.succeed(tenants, steps);
        Run next = RunOf.all();
        steps.runStarted(next);
        steps.stepStarted(next, RunStep.WAIT_FOR_DATABASE);
        steps.stepFinished(next, RunStep.WAIT_FOR_DATABASE, Duration.ofMillis(1));

        assertThat(outcomes()).doesNotContainKey(next.id());
        RunOf.succeed(next, steps);
        assertThat(outcomes()).containsEntry(next.id(), "SUCCESS");
    }

    @Test
    void runsThatOverlapEndByThemselves() {
        Run tenants = RunOf.tenants();
        Run all = RunOf.all();
        RunOf.begin(tenants, steps);
        RunOf.begin(all, steps);
        RunOf.fail(tenants, steps, "tenant");

        assertThat(outcomes()).containsEntry(tenants.id(), "FAILURE").doesNotContainKey(all.id());
        RunOf.succeed(all, steps);
        assertThat(outcomes()).containsEntry(all.id(), "SUCCESS");
    }

    @Test
    void whatIsToldOfNoRunIsIgnored() {
        RunOf.succeed(RunOf.provisioning(), steps);

        assertThat(outcomes()).isEmpty();
    }

    private Map<String, String> outcomes() {
        return startup.getBufferedTimeline().getEvents().stream()
                .map(TimelineEvent::getStartupStep)
                .filter(step -> step.getName().equals("lockgate.run"))
                .map(StepsOfEveryRunTests::tags)
                .collect(Collectors.toMap(tags -> tags.get("run"), tags -> tags.get("outcome")));
    }

    private static Map<String, String> tags(StartupStep step) {
        return StreamSupport.stream(step.getTags().spliterator(), false)
                .collect(Collectors.toMap(StartupStep.Tag::getKey, StartupStep.Tag::getValue));
    }
}
