package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.check.CheckReport;
import io.lockgate.guard.Finding;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunResult;
import io.lockgate.run.RunStep;
import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The gate before the traffic: closed from the beginning, and whenever a run goes on or the last one has failed. It follows the
 * runs, and remembers what people ask about them.
 */
public final class ReadinessGate implements RunListener {

    private GateState state = GateState.WAITING_FOR_DATABASE;

    private boolean wasOpen;

    private boolean openBefore;

    private @Nullable RunStatus run;

    private final RunFailures failures = new RunFailures();

    private final Map<String, ChangelogPlan> plans = new LinkedHashMap<>();

    private List<CheckReport> checks = List.of();

    private List<Finding> findings = List.of();

    /** Whether traffic may come in. */
    public synchronized boolean isOpen() {
        return state == GateState.OPEN;
    }

    /** Returns whether a run has ever opened it; it may be closed again. */
    synchronized boolean hasBeenOpen() {
        return wasOpen;
    }

    public synchronized GateState state() {
        return state;
    }

    /** The run that is going on, or the last one; null before the first. */
    public synchronized @Nullable RunStatus run() {
        return run;
    }

    /**
     * Failure of the last run, or of the last attempt of the one that goes on, until a run has succeeded; null if none has
     * failed. The failure of tenants that are migrated beside the traffic is shown unless there is one that keeps the gate
     * closed, and until tenants have succeeded.
     */
    public synchronized @Nullable LockgateException failure() {
        return failures.current();
    }

    /** The last results of the checks. */
    public synchronized List<CheckReport> checks() {
        return checks;
    }

    /** What of the pending changesets called for advice in the last run. */
    public synchronized List<Finding> findings() {
        return findings;
    }

    /** What is still to be done, by changelog, as far as this process knows. */
    public synchronized List<ChangelogPlan> plans() {
        return List.copyOf(plans.values());
    }

    /** How many changesets are pending in all changelogs, as far as this process knows. */
    public synchronized int pending() {
        return plans.values().stream()
                .map(ChangelogPlan::pending)
                .mapToInt(Collection::size)
                .sum();
    }

    /**
     * Waits until the gate is open, but not for ever.
     *
     * @return whether it is open
     */
    boolean awaitOpen(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            while (state != GateState.OPEN) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }

    @Override
    public synchronized void runStarted(Run started) {
        run = RunStatus.of(started);
        findings = List.of();
        if (!started.isBesideTraffic()) {
            openBefore = state == GateState.OPEN;
            state = GateState.WAITING_FOR_DATABASE;
        }
    }

    @Override
    public synchronized void stepStarted(Run current, RunStep step) {
        if (!current.isBesideTraffic()) {
            state = GateState.during(step);
        }
        show(current, shown -> shown.in(step));
    }

    @Override
    public synchronized void stepFinished(Run current, RunStep step, Duration duration) {
        show(current, shown -> shown.finished(step, duration));
    }

    @Override
    public synchronized void planned(Run current, ChangelogPlan plan) {
        plans.put(plan.changelog(), plan);
    }

    @Override
    public synchronized void changeSetStarted(Run current, ChangelogPlan plan, ChangeSetId changeSet) {
        show(current, shown -> shown.in(changeSet, pending()));
    }

    @Override
    public synchronized void changeSetFinished(
            Run current, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
        show(current, RunStatus::oneMoreDone);
        plans.computeIfPresent(plan.changelog(), (name, before) -> before.without(changeSet));
    }

    @Override
    public synchronized void found(Run current, List<Finding> found) {
        if (isShown(current)) {
            findings = List.copyOf(found);
        }
    }

    @Override
    public synchronized void checked(Run current, List<CheckReport> reports) {
        checks = List.copyOf(reports);
    }

    @Override
    public synchronized void runIsRetried(Run current, LockgateException why, Duration pause) {
        failures.failed(current, why);
    }

    /** One that migrates a changelog of its own, after the gate was opened, leaves it as it was. */
    @Override
    public synchronized void runSucceeded(Run succeeded, RunResult result) {
        failures.succeeded(succeeded);
        if (!succeeded.isBesideTraffic() && (!succeeded.isPreliminary() || openBefore)) {
            state = GateState.OPEN;
            wasOpen = true;
            notifyAll();
        }
    }

    @Override
    public synchronized void runFailed(Run failed, LockgateException why) {
        if (!failed.isBesideTraffic()) {
            state = GateState.FAILED;
        }
        failures.failed(failed, why);
    }

    /** The run that began last is shown; what belongs to another, such as one that ends late, changes nothing about that. */
    private void show(Run current, UnaryOperator<RunStatus> change) {
        if (run == null) {
            run = RunStatus.of(current);
        }
        if (isShown(current)) {
            run = change.apply(run);
        }
    }

    private boolean isShown(Run current) {
        return run != null && run.id().equals(current.id());
    }
}
