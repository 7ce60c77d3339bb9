package io.lockgate.testing;

import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunResult;
import io.lockgate.run.RunStep;
import java.time.Duration;

/** A bean that notes when the run of its service came how far, on the clock of this process. */
public final class Stopwatch implements RunListener {

    private volatile long applied;

    private volatile long succeeded;

    @Override
    public void stepFinished(Run run, RunStep step, Duration duration) {
        if (step == RunStep.APPLY) {
            applied = System.nanoTime();
        }
    }

    @Override
    public void runSucceeded(Run run, RunResult result) {
        succeeded = System.nanoTime();
    }

    /** Whether it has migrated itself. */
    public boolean hasApplied() {
        return applied != 0;
    }

    /** How long after another had migrated this one was done. */
    public Duration doneAfter(Stopwatch other) {
        return Duration.ofNanos(succeeded - other.applied);
    }
}
