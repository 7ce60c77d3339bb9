package io.lockgate.run;

import static io.lockgate.run.RunStep.APPLY;
import static io.lockgate.run.RunStep.GUARD;
import static io.lockgate.run.RunStep.PLAN;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.TenantHazard;
import io.lockgate.check.SchemaChecks;
import io.lockgate.database.Cancellation;
import io.lockgate.database.DatabaseWait;
import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.SignOfLife;
import io.lockgate.database.SpareConnections;
import io.lockgate.guard.Finding;
import io.lockgate.guard.MigrationGuard;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.Held;
import io.lockgate.lock.LivingSession;
import io.lockgate.lock.LockKey;
import io.lockgate.lock.LockPreflight;
import io.lockgate.lock.LockWait;
import io.lockgate.tenant.Rollout;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantRun;
import io.lockgate.tenant.Tenants;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOff;

/** The tenants within a run: on its connection, and on others that end with it. */
final class TenantStep implements TenantRun, AutoCloseable {

    private final Run run;

    private final Tenants tenants;

    private final RunSettings settings;

    private final MigrationConnection connection;

    private final SharedSchema shared;

    private @Nullable SignOfLife life;

    /**
     * Tenants, once the shared schema is what it is to be.
     *
     * @param shared what is not theirs
     */
    TenantStep(Run run, Tenants tenants, RunSettings settings, MigrationConnection connection, SharedSchema shared) {
        if (!connection.isPostgres()) {
            throw new TenantsNeedPostgresException();
        }
        this.run = run;
        this.tenants = tenants;
        this.settings = settings;
        this.connection = connection;
        this.shared = shared;
    }

    void rollOut(MigrationGuard guard, SchemaChecks checks) {
        Rollout rollout = run.step(PLAN, () -> Rollout.plan(tenants, this, sharedSchemas()));
        if (!rollout.isCurrent()) {
            bringUp(rollout, guard, checks);
        }
        rollout.remember();
    }

    private void bringUp(Rollout rollout, MigrationGuard guard, SchemaChecks checks) {
        run.step(GUARD, () -> guard.judge(rollout.plans(), connection));
        try {
            run.step(APPLY, () -> {
                prepare();
                rollout.apply(() -> checks.run(
                        checks.ofApplication(connection()),
                        run.cancellation(),
                        reports -> run.listener().checked(run, reports)));
            });
        } catch (ConnectionGivenUpException e) {
            rollout.refuseAnotherAttempt();
            throw e;
        } finally {
            if (!connection.isLost()) {
                shared().ifPresent(target ->
                        run.listener().tenantsFinished(run, target, rollout.reports(), connection.jdbc()));
            }
        }
    }

    Set<String> sharedSchemas() {
        return shared.schemas();
    }

    /** Before the first tenant's lock: proves that locks count, and begins to show others that this process works. */
    void prepare() {
        SpareConnections spare = new SpareConnections(tenants.changelog().dataSource(), settings.hasRoom());
        proveThatLocksCount(new LockPreflight(settings.pooler(), spare));
        life = settings.signOfLife(spare);
    }

    /** Proves it by a lock that nobody else wants. */
    private void proveThatLocksCount(LockPreflight preflight) {
        preflight.check(connection);
        AdvisoryLock.on(connection, LockKey.of(id(), ""))
                .acquire(settings.lockWait().begin(), cancellation(), AdvisoryLock.Waiting.FOR_THE_LOCK)
                .ifPresent(held -> {
                    try (Held proof = held) {
                        preflight.check(connection, proof);
                    }
                });
    }

    @Override
    public String id() {
        return run.id();
    }

    @Override
    public Cancellation cancellation() {
        return run.cancellation();
    }

    @Override
    public MigrationConnection connection() {
        if (connection.isLost()) {
            // a worker has done without it; what is asked on the run's own connection needs another attempt
            throw new ConnectionGivenUpException();
        }
        return connection;
    }

    @Override
    public Optional<ChangelogTarget> shared() {
        return shared.targets().stream().findFirst();
    }

    @Override
    public int room() {
        return settings.room().applyAsInt(tenants.changelog().dataSource());
    }

    @Override
    public MigrationConnection open(boolean patiently) {
        MigrationConnection opened = patiently ? openPatiently() : openSoon();
        run.opened(opened);
        return opened;
    }

    private MigrationConnection openPatiently() {
        return settings.databaseWait()
                .open(
                        tenants.changelog().dataSource(),
                        settings.session(),
                        run.cancellation(),
                        (attempt, maxAttempts, reason) -> {});
    }

    private MigrationConnection openSoon() {
        return DatabaseWait.openSoon(tenants.changelog().dataSource(), settings.session(), run.cancellation());
    }

    @Override
    public void close(MigrationConnection opened) {
        opened.close();
        run.closed(opened);
    }

    @Override
    public LivingSession showLife(MigrationConnection worker) {
        return LivingSession.of(worker, life);
    }

    @Override
    public LockWait lockWait() {
        return settings.lockWait();
    }

    @Override
    public DdlTimeouts ddl() {
        return settings.ddl();
    }

    @Override
    public BackOff retry() {
        return settings.retry();
    }

    @Override
    public LockgateException failure(Throwable thrown, @Nullable MigrationConnection on) {
        return Runs.asOurs(thrown, run, on != null && on.isSevered());
    }

    @Override
    public void counted(Collection<TenantReport> all) {
        run.listener().tenantsCounted(run, List.copyOf(all));
    }

    @Override
    public void changed(TenantReport tenant) {
        run.listener().tenantChanged(run, tenant);
    }

    @Override
    public void close() {
        if (life != null) {
            life.close();
        }
    }

    @Override
    public void found(List<TenantHazard> hazards) {
        run.listener()
                .found(
                        run,
                        hazards.stream()
                                .map(hazard -> new Finding(
                                        hazard.rule(),
                                        Finding.Severity.WARN,
                                        hazard.changeSet(),
                                        hazard.message(),
                                        hazard.action()))
                                .toList());
    }
}
