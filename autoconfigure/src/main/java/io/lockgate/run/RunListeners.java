package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.check.CheckReport;
import io.lockgate.guard.Finding;
import io.lockgate.lock.LockHolder;
import io.lockgate.lock.LockKey;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.tenant.TenantReport;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells many, and shields the run from each. */
record RunListeners(List<RunListener> listeners) implements RunListener {

    private static final Logger log = LoggerFactory.getLogger(RunListeners.class);

    private void tell(Consumer<RunListener> fact) {
        for (RunListener listener : listeners) {
            try {
                fact.accept(listener);
            } catch (RuntimeException | LinkageError e) {
                // a listener that was compiled against other versions is defective by itself; any other error ends the
                // run
                log.warn("{} failed; the run goes on", listener, e);
            }
        }
    }

    @Override
    public void runStarted(Run run) {
        tell(listener -> listener.runStarted(run));
    }

    @Override
    public void stepStarted(Run run, RunStep step) {
        tell(listener -> listener.stepStarted(run, step));
    }

    @Override
    public void stepFinished(Run run, RunStep step, Duration duration) {
        tell(listener -> listener.stepFinished(run, step, duration));
    }

    @Override
    public void databaseDidNotAnswer(Run run, int attempt, int maxAttempts, String reason) {
        tell(listener -> listener.databaseDidNotAnswer(run, attempt, maxAttempts, reason));
    }

    @Override
    public void lockIsTaken(Run run, LockKey key, @Nullable LockHolder holder) {
        tell(listener -> listener.lockIsTaken(run, key, holder));
    }

    @Override
    public void planned(Run run, ChangelogPlan plan) {
        tell(listener -> listener.planned(run, plan));
    }

    @Override
    public void targetStarted(Run run, ChangelogTarget target, JdbcClient jdbc) {
        tell(listener -> listener.targetStarted(run, target, jdbc));
    }

    @Override
    public void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {
        tell(listener -> listener.changeSetStarted(run, plan, changeSet));
    }

    @Override
    public void changeSetIsRetried(Run run, ChangelogPlan plan, ChangeSetId changeSet, String reason, Duration pause) {
        tell(listener -> listener.changeSetIsRetried(run, plan, changeSet, reason, pause));
    }

    @Override
    public void changeSetFinished(Run run, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
        tell(listener -> listener.changeSetFinished(run, plan, changeSet, outcome));
    }

    @Override
    public void found(Run run, List<Finding> findings) {
        tell(listener -> listener.found(run, findings));
    }

    @Override
    public void tenantsCounted(Run run, List<TenantReport> tenants) {
        tell(listener -> listener.tenantsCounted(run, tenants));
    }

    @Override
    public void tenantChanged(Run run, TenantReport tenant) {
        tell(listener -> listener.tenantChanged(run, tenant));
    }

    @Override
    public void tenantsFinished(Run run, ChangelogTarget shared, List<TenantReport> tenants, JdbcClient jdbc) {
        tell(listener -> listener.tenantsFinished(run, shared, tenants, jdbc));
    }

    @Override
    public void checked(Run run, List<CheckReport> reports) {
        tell(listener -> listener.checked(run, reports));
    }

    @Override
    public void targetFinished(Run run, TargetResult result, JdbcClient jdbc) {
        tell(listener -> listener.targetFinished(run, result, jdbc));
    }

    @Override
    public void runIsRetried(Run run, LockgateException failure, Duration pause) {
        tell(listener -> listener.runIsRetried(run, failure, pause));
    }

    @Override
    public void runSucceeded(Run run, RunResult result) {
        tell(listener -> listener.runSucceeded(run, result));
    }

    @Override
    public void runFailed(Run run, LockgateException failure) {
        tell(listener -> listener.runFailed(run, failure));
    }
}
