package io.lockgate.run;

import static io.lockgate.run.RunStep.WAIT_FOR_DATABASE;

import io.lockgate.LockgateException;
import io.lockgate.check.SchemaChecks;
import io.lockgate.database.MigrationConnection;
import io.lockgate.guard.MigrationGuard;
import io.lockgate.tenant.TenantProvisioning;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import io.lockgate.tenant.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where tenants have their part: in a run, in a run of their own that follows one, or one tenant by itself beside any. */
final class TenantRuns {

    private static final Logger log = LoggerFactory.getLogger(TenantRuns.class);

    /** How long it may take to look where a tenant stands: whoever holds a lock on its history must not keep a connection busy. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Supplier<Optional<TenantPhase>> phase;

    private final RunSettings settings;

    private final MigrationGuard guard;

    private final SchemaChecks checks;

    private final Observers observers;

    private final Runs runs;

    private final Thread.UncaughtExceptionHandler onError;

    /** What tenants share, as the last run has left it; null as long as that is not ready. */
    private volatile @Nullable SharedSchema shared;

    TenantRuns(
            Supplier<Optional<TenantPhase>> phase,
            RunSettings settings,
            MigrationGuard guard,
            SchemaChecks checks,
            Observers observers,
            Runs runs,
            Thread.UncaughtExceptionHandler onError) {
        this.phase = phase;
        this.settings = settings;
        this.guard = guard;
        this.checks = checks;
        this.observers = observers;
        this.runs = runs;
        this.onError = onError;
    }

    /** Refuses tenants that cannot be right, before anything is migrated. */
    void refuseInvalid(Run run) {
        if (run.isPreliminary()) {
            return;
        }
        phase.get().map(TenantPhase::tenants).ifPresent(Tenants::refuseInvalid);
    }

    /** The shared schema is what it is to be: rolls out the tenants, where readiness waits for them. */
    void rollOut(Run run, Databases databases) {
        if (run.isPreliminary()) {
            return;
        }
        phase.get().ifPresent(tenants -> {
            shared = databases.shared(dataSource(tenants.tenants()));
            if (!tenants.besideTraffic()) {
                rollOutAfter(run, databases, tenants.tenants());
            }
        });
    }

    /** What fails here is not the fault of what was migrated before. */
    private void rollOutAfter(Run run, Databases databases, Tenants tenants) {
        try {
            rollOut(run, databases, tenants);
        } catch (RuntimeException e) {
            databases.conclude(Optional.empty());
            throw e;
        }
    }

    /** Where readiness does not wait for them: rolls them out in a run that follows, on a thread of its own. */
    void follow(Trigger trigger) {
        phase.get().filter(TenantPhase::besideTraffic).ifPresent(tenants -> {
            Thread thread = new Thread(() -> run(trigger, tenants.tenants()), "lockgate-tenants");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(onError);
            thread.start();
        });
    }

    /** Listeners have been told who failed here; the service goes on with the tenants that are ready. */
    private void run(Trigger trigger, Tenants tenants) {
        try {
            runs.executeAfterOthers(
                    newRun(trigger),
                    run -> Attempts.of(run, settings.retry(), attempts -> attempt(run, tenants, attempts)));
        } catch (LockgateException e) {
            log.debug("Not all tenants are ready", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<RunResult> attempt(Run run, Tenants tenants, Attempts attempts) {
        try (Databases databases =
                run.step(WAIT_FOR_DATABASE, () -> Databases.open(run, dataSource(tenants), settings))) {
            try {
                rollOut(run, databases, tenants);
            } catch (RuntimeException e) {
                return orEnd(attempts, e, run);
            }
            RunResult result = new RunResult(run.elapsed(), List.of());
            run.listener().runSucceeded(run, result);
            return Optional.of(result);
        }
    }

    /** Empty, if there is another attempt; decided while the connections are still there to be asked. */
    private static <T> Optional<T> orEnd(Attempts attempts, RuntimeException thrown, Run run) {
        Optional<LockgateException> failure = attempts.endAfter(Runs.asOurs(thrown, run), true);
        if (failure.isPresent()) {
            throw Runs.toThrow(thrown, failure.get());
        }
        return Optional.empty();
    }

    private void rollOut(Run run, Databases databases, Tenants tenants) {
        MigrationConnection connection = databases.connection(dataSource(tenants));
        try (TenantStep step = new TenantStep(run, tenants, settings, connection, shared())) {
            step.rollOut(guard, checks);
        }
        if (connection.isLost()) {
            throw new ConnectionGivenUpException();
        }
    }

    TenantReport provision(String schema) {
        return beside(settings, null, (step, tenants) -> {
            step.prepare();
            TenantReport report = tenants.provision(schema);
            log.info("Tenant {} is ready: {} changesets", schema, report.executed());
            return report;
        });
    }

    TenantReport report(String schema) {
        return beside(settings.impatient(), LOOK, (step, tenants) -> tenants.report(schema));
    }

    private TenantReport beside(
            RunSettings patience,
            @Nullable Duration limit,
            BiFunction<TenantStep, TenantProvisioning, TenantReport> work) {
        Tenants tenants = phase.get().map(TenantPhase::tenants).orElseThrow(NoTenantsException::new);
        SharedSchema before = shared();
        return runs.beside(newRun(Trigger.APPLICATION), run -> {
            if (limit != null) {
                run.limit(limit);
            }
            return Attempts.of(
                    run,
                    patience.retry(),
                    (failure, pause) -> log.warn("Trying again in {} ms: {}", pause.toMillis(), failure.summary()),
                    attempts -> attempt(run, tenants, before, patience, work, attempts));
        });
    }

    private static Optional<TenantReport> attempt(
            Run run,
            Tenants tenants,
            SharedSchema before,
            RunSettings patience,
            BiFunction<TenantStep, TenantProvisioning, TenantReport> work,
            Attempts attempts) {
        try (Databases databases = Databases.open(run, dataSource(tenants), patience)) {
            try (TenantStep step =
                    new TenantStep(run, tenants, patience, databases.connection(dataSource(tenants)), before)) {
                TenantReport report = work.apply(step, new TenantProvisioning(tenants, step, step.sharedSchemas()));
                if (report.state() == TenantState.CURRENT) {
                    run.listener().tenantChanged(run, report);
                }
                return Optional.of(report);
            } catch (RuntimeException e) {
                return orEnd(attempts, e, run);
            }
        }
    }

    private SharedSchema shared() {
        SharedSchema before = shared;
        if (before == null) {
            throw new SharedSchemaNotReadyException();
        }
        return before;
    }

    private Run newRun(Trigger trigger) {
        return new Run(trigger, Run.Scope.TENANTS, observers.of(false));
    }

    private static DataSource dataSource(Tenants tenants) {
        return tenants.changelog().dataSource();
    }
}
