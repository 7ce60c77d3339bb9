package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.database.RunCancelledException;
import java.time.Duration;
import java.util.List;

/** Runs of each kind for tests of those who observe them; nothing is executed. */
public final class RunOf {

    private RunOf() {}

    /** One that migrates a changelog before the beans that need it. */
    public static Run early() {
        return new Run(Trigger.STARTUP, Run.Scope.EARLY, RunListener.NONE);
    }

    /** One that opens the gate. */
    public static Run all() {
        return new Run(Trigger.STARTUP, Run.Scope.ALL, RunListener.NONE);
    }

    /** One of tenants alone, beside the traffic. */
    public static Run tenants() {
        return new Run(Trigger.STARTUP, Run.Scope.TENANTS, RunListener.NONE);
    }

    /** One that provisions a tenant, or asks about one, for application code; only {@code tenantChanged} and {@code found} are told. */
    public static Run provisioning() {
        return new Run(Trigger.APPLICATION, Run.Scope.TENANTS, RunListener.NONE);
    }

    /** A failure. */
    public static LockgateException failure(String reason) {
        return new RunFailedException(reason, new IllegalStateException(reason));
    }

    /** Tells a listener of a run from its beginning to its last step. */
    public static void begin(Run run, RunListener listener) {
        listener.runStarted(run);
        for (RunStep step : new RunStep[] {RunStep.WAIT_FOR_DATABASE, RunStep.PLAN, RunStep.APPLY}) {
            listener.stepStarted(run, step);
            listener.stepFinished(run, step, Duration.ofMillis(1));
        }
    }

    /** Tells a listener of the successful end of a run: within {@code OPEN}, but for tenants alone. */
    public static void succeed(Run run, RunListener listener) {
        RunResult result = new RunResult(Duration.ofMillis(3), List.of());
        if (run.isBesideTraffic()) {
            listener.runSucceeded(run, result);
            return;
        }
        listener.stepStarted(run, RunStep.OPEN);
        listener.runSucceeded(run, result);
        listener.stepFinished(run, RunStep.OPEN, Duration.ofMillis(1));
    }

    /** Tells a listener that a run failed in APPLY. */
    public static void fail(Run run, RunListener listener, String reason) {
        listener.stepStarted(run, RunStep.APPLY);
        listener.runFailed(run, failure(reason));
    }

    /** Tells a listener that a run was told to stop. */
    public static void cancel(Run run, RunListener listener) {
        listener.stepStarted(run, RunStep.APPLY);
        listener.runFailed(run, new RunCancelledException());
    }

    /** Tells a listener that an attempt failed, and that another begins. */
    public static void retry(Run run, RunListener listener, String reason) {
        listener.stepStarted(run, RunStep.APPLY);
        listener.runIsRetried(run, failure(reason), Duration.ofMillis(1));
    }
}
