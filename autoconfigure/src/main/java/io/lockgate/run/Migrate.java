package io.lockgate.run;

import static io.lockgate.run.RunStep.ACQUIRE_LOCK;
import static io.lockgate.run.RunStep.APPLY;
import static io.lockgate.run.RunStep.CHECK;
import static io.lockgate.run.RunStep.GUARD;
import static io.lockgate.run.RunStep.OPEN;
import static io.lockgate.run.RunStep.PLAN;
import static io.lockgate.run.RunStep.RECOGNISE;
import static io.lockgate.run.RunStep.WAIT_FOR_DATABASE;

import io.lockgate.LockgateException;
import io.lockgate.changelog.Changelog;
import io.lockgate.check.DueCheck;
import io.lockgate.check.SchemaChecks;
import io.lockgate.guard.MigrationGuard;
import io.lockgate.tenant.TenantReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings the schema to what this build needs: eight steps from a closed gate to an open one. Everything else in this library
 * serves one of them, or watches.
 */
public final class Migrate {

    private final Supplier<List<Changelog>> changelogs;

    private final RunSettings settings;

    private final MigrationGuard guard;

    private final SchemaChecks checks;

    private final Observers observers;

    private final Runs runs;

    private final TenantRuns tenants;

    /**
     * A way to migrate, used again and again.
     *
     * @param changelogs what to migrate, in order; asked for by every run
     * @param tenants who is to be migrated after that; asked for by every run
     * @param observers told about every run
     * @param onError what is to be done about an {@link Error} of a run on a thread of its own
     */
    public Migrate(
            Supplier<List<Changelog>> changelogs,
            Supplier<Optional<TenantPhase>> tenants,
            RunSettings settings,
            MigrationGuard guard,
            SchemaChecks checks,
            Observers observers,
            Thread.UncaughtExceptionHandler onError) {
        this.changelogs = changelogs;
        this.settings = settings;
        this.guard = guard;
        this.checks = checks;
        this.observers = observers;
        this.runs = new Runs(settings.timeout());
        this.tenants = new TenantRuns(tenants, settings, guard, checks, observers, runs, onError);
    }

    /**
     * Migrates, checks, and lets traffic in.
     *
     * @throws RunInProgressException if a run is going on in this process
     * @throws io.lockgate.LockgateException of the kind that says what failed; the gate stays closed
     */
    public RunResult run(Trigger trigger) {
        RunResult result = runs.execute(newRun(trigger, Run.Scope.ALL), run -> migrate(run, changelogs.get()));
        tenants.follow(trigger);
        return result;
    }

    /**
     * Migrates one changelog while beans that need its schema are waiting for it; checks are left to a later run. A changelog
     * that a run has created itself, because its bean is lazy, is left to that run.
     */
    public void runFor(Changelog changelog) {
        if (!runs.isOnThisThread()) {
            runs.execute(newRun(Trigger.STARTUP, Run.Scope.EARLY), run -> migrate(run, List.of(changelog)));
        }
    }

    private Run newRun(Trigger trigger, Run.Scope scope) {
        return new Run(trigger, scope, observers.of(scope == Run.Scope.EARLY));
    }

    private RunResult migrate(Run run, List<Changelog> changelogs) {
        return Attempts.of(run, settings.retry(), attempts -> attempt(run, changelogs, attempts));
    }

    /** Goes through all steps; returns nothing if they are to be gone through again. */
    private Optional<RunResult> attempt(Run run, List<Changelog> changelogs, Attempts attempts) {
        try (Databases databases = run.step(WAIT_FOR_DATABASE, () -> Databases.open(run, changelogs, settings))) {
            try {
                return Optional.of(migrate(run, databases));
            } catch (RuntimeException e) {
                Optional<LockgateException> failure = attempts.endAfter(Runs.asOurs(e, run), databases.isRepeatable());
                if (failure.isEmpty()) {
                    return Optional.empty();
                }
                databases.conclude(failure);
                throw Runs.toThrow(e, failure.get());
            }
        }
    }

    private RunResult migrate(Run run, Databases databases) {
        tenants.refuseInvalid(run);
        List<Target> targets = run.step(RECOGNISE, databases::recognise);
        for (Target target : targets) {
            if (target.isCurrent()) {
                target.freeLockLeftBehind();
            } else {
                migrate(run, target);
            }
            target.done();
        }
        tenants.rollOut(run, databases);
        run.step(CHECK, () -> check(run, databases));
        return run.step(OPEN, () -> open(run, databases));
    }

    private void migrate(Run run, Target target) {
        Optional<TargetLock> acquired = run.step(ACQUIRE_LOCK, () -> TargetLock.acquire(target, settings));
        if (acquired.isEmpty()) {
            target.freeLockLeftBehind();
            return;
        }
        try (TargetLock lock = acquired.get()) {
            run.step(PLAN, target::plan);
            run.step(GUARD, () -> guard.judge(target.plans(), target.connection()));
            run.step(APPLY, () -> target.apply(lock.advisory(), checks.invalidIndexes(target.connection()), settings));
        } catch (RuntimeException e) {
            target.fail(Runs.asOurs(e, run));
            throw e;
        }
        if (target.connection().isLost()) {
            throw new ConnectionGivenUpException();
        }
    }

    private void check(Run run, Databases databases) {
        List<DueCheck> due = new ArrayList<>(databases.checks(checks));
        if (!run.isPreliminary()) {
            databases.main().ifPresent(connection -> due.addAll(checks.ofApplication(connection)));
        }
        checks.run(due, run.cancellation(), reports -> run.listener().checked(run, reports));
    }

    private static RunResult open(Run run, Databases databases) {
        databases.remember();
        RunResult result = new RunResult(run.elapsed(), databases.results());
        databases.conclude(Optional.empty());
        run.listener().runSucceeded(run, result);
        return result;
    }

    /**
     * Creates the schema of a tenant unless it exists, and brings it to what this build needs, on the calling thread; runs that
     * go on meanwhile are not disturbed.
     *
     * @throws io.lockgate.LockgateException of the kind that says what failed, such as a name that cannot be one
     */
    public TenantReport provision(String schema) {
        return tenants.provision(schema);
    }

    /** Where the schema of a tenant stands, whoever has migrated it. Throws as {@link #provision} does. */
    public TenantReport tenant(String schema) {
        return tenants.report(schema);
    }

    /** Ends the run that is going on, if any, rolled back and with its lock released, and lets no other start. */
    public boolean close(Duration timeout) {
        return runs.close(timeout);
    }

    /** Whether runs are over for this process. */
    public boolean isClosed() {
        return runs.isClosed();
    }
}
