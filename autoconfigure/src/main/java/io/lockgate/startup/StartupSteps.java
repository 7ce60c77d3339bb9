package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunResult;
import io.lockgate.run.RunStep;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * Records runs and their steps as steps of the start, so that they are seen among those of Spring, such as under
 * {@code /actuator/startup} or in a flight recording.
 */
final class StartupSteps implements RunListener {

    private final ApplicationStartup startup;

    private @Nullable StartupStep run;

    private @Nullable StartupStep step;

    private boolean succeeded;

    StartupSteps(ApplicationStartup startup) {
        this.startup = startup;
    }

    @Override
    public void runStarted(Run started) {
        run = startup.start("lockgate.run")
                .tag("run", started.id())
                .tag("trigger", started.trigger().name());
    }

    @Override
    public void stepStarted(Run current, RunStep started) {
        endStep();
        step = startup.start("lockgate.step").tag("run", current.id()).tag("step", started.name());
    }

    /** A run succeeds before its last step is over. */
    @Override
    public void stepFinished(Run current, RunStep finished, Duration duration) {
        endStep();
        if (succeeded) {
            endRun("SUCCESS");
        }
    }

    @Override
    public void runIsRetried(Run current, LockgateException failure, Duration pause) {
        endStep();
    }

    @Override
    public void runSucceeded(Run current, RunResult result) {
        succeeded = true;
    }

    @Override
    public void runFailed(Run current, LockgateException failure) {
        endRun("FAILURE");
    }

    private void endRun(String outcome) {
        endStep();
        succeeded = false;
        if (run != null) {
            run.tag("outcome", outcome).end();
            run = null;
        }
    }

    private void endStep() {
        if (step != null) {
            step.end();
            step = null;
        }
    }
}
