package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.check.CheckReport;
import io.lockgate.database.RunCancelledException;
import io.lockgate.guard.Finding;
import io.lockgate.lock.LockHolder;
import io.lockgate.lock.LockKey;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.tenant.TenantReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a run to the log: a line per step, progress within a long one, and a warning where a person should look. */
final class RunLog implements RunListener {

    private static final Logger log = LoggerFactory.getLogger("io.lockgate");

    private static final Duration HOLDER_INTERVAL = Duration.ofSeconds(10);

    private final Map<String, Set<ChangeSetId>> started = new HashMap<>();

    private final TenantProgress tenants = new TenantProgress();

    private @Nullable LockHolder holder;

    private long holderLogged;

    @Override
    public void runStarted(Run run) {
        started.clear();
        holder = null;
        log.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("trigger", run.trigger())
                .log("Run {} started ({})", run.id(), run.trigger());
    }

    @Override
    public void stepFinished(Run run, RunStep step, Duration duration) {
        log.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("step", step)
                .addKeyValue("millis", duration.toMillis())
                .log("{} took {} ms", step, duration.toMillis());
    }

    @Override
    public void databaseDidNotAnswer(Run run, int attempt, int maxAttempts, String reason) {
        log.warn("The database did not answer (attempt {} of {}): {}", attempt, maxAttempts, reason);
    }

    /** Named at once, and then from time to time, as long as it is the same. */
    @Override
    public void lockIsTaken(Run run, LockKey key, @Nullable LockHolder current) {
        boolean changed = current != null && (holder == null || holder.pid() != current.pid());
        if (changed || System.nanoTime() - holderLogged > HOLDER_INTERVAL.toNanos()) {
            holder = current;
            holderLogged = System.nanoTime();
            if (current == null) {
                log.info("Waiting for lock {}, held by nobody any more", key);
            } else {
                log.info(
                        "Waiting for lock {}, held by {}; if it hangs, end it by {};",
                        key,
                        changed ? current.describe() : current,
                        current.terminateStatement());
            }
        }
    }

    @Override
    public void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {
        Set<ChangeSetId> begun = started.computeIfAbsent(plan.changelog(), name -> new HashSet<>());
        begun.add(changeSet);
        log.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("changeSet", changeSet)
                .log(
                        "Changeset {}/{}: {}",
                        begun.size(),
                        Math.max(begun.size(), plan.pending().size()),
                        changeSet);
    }

    @Override
    public void changeSetIsRetried(Run run, ChangelogPlan plan, ChangeSetId changeSet, String reason, Duration pause) {
        log.atWarn()
                .addKeyValue("run", run.id())
                .addKeyValue("changeSet", changeSet)
                .log("Changeset {} is retried in {} ms: {}", changeSet, pause.toMillis(), reason);
    }

    @Override
    public void changeSetFinished(Run run, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
        switch (outcome) {
            case SKIPPED ->
                log.warn("Changeset {} was skipped by its preconditions; it is tried again next time", changeSet);
            case FAILED ->
                log.warn(
                        "Changeset {} failed and is tolerated (failOnError=false); it is tried again next time",
                        changeSet);
            case RECORDED -> {}
        }
    }

    @Override
    public void found(Run run, List<Finding> findings) {
        findings.forEach(finding -> log.atWarn()
                .addKeyValue("run", run.id())
                .addKeyValue("rule", finding.rule())
                .addKeyValue("changeSet", finding.changeSet())
                .log(
                        "{}: changeset {}: {} {}",
                        finding.rule(),
                        finding.changeSet(),
                        finding.message(),
                        finding.action()));
    }

    @Override
    public void tenantsCounted(Run run, List<TenantReport> counted) {
        log.atInfo().addKeyValue("run", run.id()).log(tenants.counted(run, counted));
    }

    @Override
    public void tenantChanged(Run run, TenantReport tenant) {
        tenants.changed(run, tenant)
                .ifPresent(progress -> log.atInfo().addKeyValue("run", run.id()).log(progress));
    }

    @Override
    public void checked(Run run, List<CheckReport> reports) {
        reports.stream().filter(report -> !report.passed()).forEach(report -> log.warn("Check {}", report));
    }

    @Override
    public void runIsRetried(Run run, LockgateException failure, Duration pause) {
        started.clear();
        log.atWarn()
                .addKeyValue("run", run.id())
                .log("Run {} is retried in {} ms: {}", run.id(), pause.toMillis(), failure.summary());
    }

    @Override
    public void runSucceeded(Run run, RunResult result) {
        if (run.isBesideTraffic()) {
            log.atInfo().addKeyValue("run", run.id()).log("All tenants are ready");
            return;
        }
        log.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("changeSets", result.executed().size())
                .addKeyValue("millis", result.duration().toMillis())
                .log(
                        "{}: {} changesets in {} ms",
                        run.isPreliminary() ? "Migrated, checks are to follow" : "The schema is ready",
                        result.executed().size(),
                        result.duration().toMillis());
    }

    /** The whole message stands in the log once: what a start fails of, is told by whoever ends the start or holds it. */
    @Override
    public void runFailed(Run run, LockgateException failure) {
        if (failure instanceof RunCancelledException) {
            log.atInfo().addKeyValue("run", run.id()).log("Run {} ended early: {}", run.id(), failure.getMessage());
            return;
        }
        log.atError()
                .addKeyValue("run", run.id())
                .addKeyValue("action", failure.action())
                .log(
                        "{}: {} Action: {}",
                        run.isBesideTraffic() ? "Tenants are not ready" : "The schema is not ready",
                        run.trigger() == Trigger.STARTUP ? failure.summary() : failure.getMessage(),
                        failure.action());
    }
}
