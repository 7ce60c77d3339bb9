package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunResult;
import io.lockgate.run.RunStep;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * Records runs and their steps as steps of the start, so that they are seen among those of Spring, such as under
 * {@code /actuator/startup} or in a flight recording.
 */
final class StartupSteps implements RunListener {

    private final ApplicationStartup startup;

    private final Map<String, Recorded> runs = new ConcurrentHashMap<>();

    StartupSteps(ApplicationStartup startup) {
        this.startup = startup;
    }

    @Override
    public void runStarted(Run started) {
        StartupStep run = startup.start("lockgate.run")
                .tag("run", started.id())
                .tag("trigger", started.trigger().name());
        runs.put(started.id(), new Recorded(run));
    }

    @Override
    public void stepStarted(Run current, RunStep started) {
        record(
                current,
                run -> run.begin(
                        startup.start("lockgate.step").tag("run", current.id()).tag("step", started.name())));
    }

    @Override
    public void stepFinished(Run current, RunStep finished, Duration duration) {
        record(current, Recorded::endStep);
    }

    @Override
    public void runIsRetried(Run current, LockgateException failure, Duration pause) {
        record(current, Recorded::endStep);
    }

    @Override
    public void runSucceeded(Run current, RunResult result) {
        record(current, Recorded::succeeded);
    }

    @Override
    public void runFailed(Run current, LockgateException failure) {
        record(current, run -> run.end("FAILURE"));
    }

    private void record(Run current, Consumer<Recorded> fact) {
        Recorded run = runs.get(current.id());
        if (run != null) {
            fact.accept(run);
            if (run.ended) {
                runs.remove(current.id());
            }
        }
    }

    /** A run and the step that it is in. */
    private static final class Recorded {

        private final StartupStep run;

        private @Nullable StartupStep step;

        private boolean succeeded;

        private boolean ended;

        Recorded(StartupStep run) {
            this.run = run;
        }

        void begin(StartupStep next) {
            endStep();
            step = next;
        }

        void endStep() {
            if (step != null) {
                step.end();
                step = null;
            }
            if (succeeded) {
                end("SUCCESS");
            }
        }

        /** A run that opens the gate succeeds before its last step is over; one of tenants alone after its last. */
        void succeeded() {
            succeeded = true;
            if (step == null) {
                end("SUCCESS");
            }
        }

        void end(String outcome) {
            succeeded = false;
            endStep();
            run.tag("outcome", outcome).end();
            ended = true;
        }
    }
}
