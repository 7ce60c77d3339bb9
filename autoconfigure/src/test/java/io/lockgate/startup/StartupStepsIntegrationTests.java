package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.run.RunStep;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.actuate.startup.StartupEndpoint;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.core.metrics.StartupStep;

/** What a run adds to the start of its service is seen beside all else that takes time there, under {@code /actuator/startup}. */
class StartupStepsIntegrationTests {

    private static final String TABLE = "--changeset ana:1\ncreate table orders (id int);\n";

    @RegisterExtension
    private final TestService service = new TestService().listening().recordingSteps();

    @Test
    void aRunAndItsStepsAreAmongThem() {
        service.changelog(TABLE);

        var start = service.start();

        assertThat(start.http().status("/actuator/startup")).isEqualTo(200);
        var run = steps(start, "lockgate.run").get(0);
        assertThat(tags(run))
                .containsEntry("trigger", "STARTUP")
                .containsEntry("outcome", "SUCCESS")
                .containsEntry("run", start.bean(ReadinessGate.class).run().id());
        assertThat(steps(start, "lockgate.step"))
                .allMatch(step -> run.getId() == step.getParentId())
                .allMatch(step -> tags(step).get("run").equals(tags(run).get("run")))
                .extracting(step -> tags(step).get("step"))
                .containsExactly(Stream.of(RunStep.values()).map(RunStep::name).toArray(String[]::new));
    }

    @Test
    void whatFailsIsOver() {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");
        var start = service.begin("lockgate.on-failure=stay");
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);
        service.changelog(TABLE);
        start.bean(Lockgate.class).migrate();
        start.awaitReady();

        var runs = steps(start, "lockgate.run");
        assertThat(runs)
                .allMatch(run -> !runs.stream().map(StartupStep::getId).toList().contains(run.getParentId()))
                .extracting(run -> tags(run).get("outcome"))
                .containsExactly("FAILURE", "SUCCESS");
        assertThat(steps(start, "lockgate.step"))
                .filteredOn(step -> step.getParentId() == runs.get(0).getId())
                .last()
                .extracting(step -> tags(step).get("step"))
                .isEqualTo("APPLY");
    }

    @Test
    void aRunBeforeTheBeansThatNeedTheSchemaIsOneOfThem() {
        service.changelog(TABLE);

        var start = service.start("lockgate.startup.phase=init");

        assertThat(steps(start, "lockgate.run"))
                .hasSize(2)
                .extracting(run -> tags(run).get("outcome"))
                .containsOnly("SUCCESS");
        assertThat(steps(start, "spring.beans.instantiate"))
                .filteredOn(step ->
                        step.getId() == steps(start, "lockgate.run").get(0).getParentId())
                .singleElement()
                .extracting(step -> tags(step).get("beanName"))
                .isEqualTo("liquibase");
    }

    /** Those of a name that are over, in the order in which they began. */
    private static List<StartupStep> steps(Start start, String name) {
        return start.bean(StartupEndpoint.class).startupSnapshot().getTimeline().getEvents().stream()
                .map(TimelineEvent::getStartupStep)
                .filter(step -> step.getName().equals(name))
                .sorted(Comparator.comparing(StartupStep::getId))
                .toList();
    }

    private static Map<String, String> tags(StartupStep step) {
        return StreamSupport.stream(step.getTags().spliterator(), false)
                .collect(Collectors.toMap(StartupStep.Tag::getKey, StartupStep.Tag::getValue));
    }
}
