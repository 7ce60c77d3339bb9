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
import org.jspecify.annotations.Nullable;

/**
 * The gate before the traffic: closed from the beginning, and whenever a run goes on or the last one has failed. It follows the
 * runs, and remembers what people ask about them.
 */
public final class ReadinessGate implements RunListener {

    private GateState state = GateState.WAITING_FOR_DATABASE;

    private @Nullable RunStatus run;

    private @Nullable LockgateException failure;

    private final Map<String, ChangelogPlan> plans = new LinkedHashMap<>();

    private List<CheckReport> checks = List.of();

    private List<Finding> findings = List.of();

    /** Whether traffic may come in. */
    public synchronized boolean isOpen() {
        return state == GateState.OPEN;
    }

    public synchronized GateState state() {
        return state;
    }

    /** The run that is going on, or the last one; null before the first. */
    public synchronized @Nullable RunStatus run() {
        return run;
    }

    /** Why the last run failed, or the last attempt of the one that goes on; null if it did not. */
    public synchronized @Nullable LockgateException failure() {
        return failure;
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
        failure = null;
        findings = List.of();
        if (!started.isBesideTraffic()) {
            state = GateState.WAITING_FOR_DATABASE;
        }
    }

    @Override
    public synchronized void stepStarted(Run current, RunStep step) {
        if (!current.isBesideTraffic()) {
            state = GateState.during(step);
        }
        run = status(current).in(step);
    }

    @Override
    public synchronized void stepFinished(Run current, RunStep step, Duration duration) {
        run = status(current).finished(step, duration);
    }

    @Override
    public synchronized void planned(Run current, ChangelogPlan plan) {
        plans.put(plan.changelog(), plan);
    }

    @Override
    public synchronized void changeSetStarted(Run current, ChangelogPlan plan, ChangeSetId changeSet) {
        run = status(current).in(changeSet, pending());
    }

    @Override
    public synchronized void changeSetFinished(
            Run current, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
        run = status(current).oneMoreDone();
        plans.computeIfPresent(plan.changelog(), (name, before) -> before.without(changeSet));
    }

    @Override
    public synchronized void found(Run current, List<Finding> found) {
        findings = List.copyOf(found);
    }

    @Override
    public synchronized void checked(Run current, List<CheckReport> reports) {
        checks = List.copyOf(reports);
    }

    /** What went wrong is to be seen until it is done better. */
    @Override
    public synchronized void runIsRetried(Run current, LockgateException why, Duration pause) {
        failure = why;
    }

    @Override
    public synchronized void runSucceeded(Run succeeded, RunResult result) {
        failure = null;
        if (!succeeded.isPreliminary() && !succeeded.isBesideTraffic()) {
            state = GateState.OPEN;
            notifyAll();
        }
    }

    @Override
    public synchronized void runFailed(Run failed, LockgateException why) {
        if (!failed.isBesideTraffic()) {
            state = GateState.FAILED;
        }
        failure = why;
    }

    private RunStatus status(Run current) {
        return run == null ? RunStatus.of(current) : run;
    }
}
