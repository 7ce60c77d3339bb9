package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.LockLeftBehind;
import io.lockgate.lock.LockDeadline;
import io.lockgate.lock.LockNotAcquiredException;
import io.lockgate.lock.Takeover;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all tenants to what this build needs: some canaries first, then the others, serially or in parallel. Any number of
 * processes do so together: each tenant is migrated by whoever holds its lock.
 */
public final class Rollout {

    private static final Logger log = LoggerFactory.getLogger(Rollout.class);

    /** How often tenants may appear while others are migrated. */
    private static final int MAX_NEWCOMERS = 10;

    private final Tenants tenants;

    private final TenantRun run;

    private final Set<String> sharedSchemas;

    private final Cohorts cohorts;

    private final TenantMigration migration;

    private final Map<String, TenantReport> reports = new LinkedHashMap<>();

    private final AtomicInteger failures = new AtomicInteger();

    /** Those whose lock was waited for as long as it may be: it may have become free in the last moment. */
    private final Set<String> lastChance = new HashSet<>();

    private final Takeover takeover;

    private List<Tenant> behind = List.of();

    private Rollout(Tenants tenants, TenantRun run, Set<String> sharedSchemas) {
        this.tenants = tenants;
        this.run = run;
        this.sharedSchemas = sharedSchemas;
        this.cohorts = new Cohorts(tenants, run);
        this.takeover = Takeover.as(run.lockWait());
        this.migration = new TenantMigration(tenants, cohorts, run);
    }

    /**
     * Finds out who the tenants are and where they stand. Writes nothing, but frees locks of Liquibase's own that were left behind.
     *
     * @param sharedSchemas cannot be tenants'
     * @throws LockgateException if the list of tenants cannot be right
     */
    public static Rollout plan(Tenants tenants, TenantRun run, Set<String> sharedSchemas) {
        Rollout rollout = new Rollout(tenants, run, sharedSchemas);
        List<Tenant> all = tenants.all(run, sharedSchemas);
        all.stream()
                .filter(tenant -> tenant.standing().lockIsOurs())
                .forEach(tenant -> LockLeftBehind.free(run.connection(), tenant.target()));
        rollout.behind = rollout.count(all);
        return rollout;
    }

    /** Takes stock of tenants; returns those that are behind. */
    private List<Tenant> count(List<Tenant> some) {
        List<TenantReport> counted = cohorts.reports(some);
        counted.forEach(report -> reports.put(report.schema(), report));
        counted.stream().filter(report -> report.state() == TenantState.FAILED).forEach(Rollout::tellFailure);
        failures.set((int) reports.values().stream()
                .filter(report -> report.state() == TenantState.FAILED)
                .count());
        run.counted(reports());
        Set<String> left = counted.stream()
                .filter(report -> report.state() == TenantState.BEHIND)
                .map(TenantReport::schema)
                .collect(Collectors.toSet());
        return some.stream().filter(tenant -> left.contains(tenant.schema())).toList();
    }

    /** Lets the next start know with which histories nothing is pending. */
    public void remember() {
        if (cohorts.lasts()) {
            run.shared().ifPresent(shared -> tenants.remember(run.connection(), shared));
        }
    }

    /** Where all tenants stand. */
    public List<TenantReport> reports() {
        return List.copyOf(reports.values());
    }

    public boolean isCurrent() {
        return reports.values().stream().allMatch(report -> report.state() == TenantState.CURRENT);
    }

    /** What is to be done, once for all that stand at the same place; without schemas that are still to be created. */
    public List<ChangelogPlan> plans() {
        return cohorts.plans();
    }

    /**
     * Migrates all that are behind.
     *
     * @param checks is called when the canaries are done, and throws if the others are not to follow
     * @throws LockgateException if tenants failed; what the others did is kept
     */
    public void apply(Runnable checks) {
        failIf(isStopped());
        List<Tenant> canaries = behind.subList(0, Math.min(tenants.settings().canary(), behind.size()));
        List<Tenant> others = new ArrayList<>(behind.subList(canaries.size(), behind.size()));
        int before = failures.get();
        migrate(canaries, 1);
        failIf(failures.get() > before);
        if (!canaries.isEmpty() && !others.isEmpty()) {
            checks.run();
        }
        Collections.shuffle(others);
        migrateAll(others);
        for (int i = 0; i < MAX_NEWCOMERS && !isStopped(); i++) {
            List<Tenant> newcomers = tenants.others(run, sharedSchemas, reports.keySet());
            if (newcomers.isEmpty()) {
                break;
            }
            migrateAll(count(newcomers));
        }
        failIf(!isCurrent());
    }

    private void migrateAll(List<Tenant> some) {
        if (!some.isEmpty()) {
            migrate(some, Connections.atMost(tenants.settings().parallelism(), some.size(), run));
        }
    }

    /** Those that others are migrating are looked at again, until they are done or have been left. */
    private void migrate(List<Tenant> some, int workers) {
        List<Tenant> left = some;
        LockDeadline deadline = run.lockWait().begin();
        while (!left.isEmpty() && !isStopped()) {
            run.cancellation().check();
            Batch batch = new Batch(
                    left, this::change, () -> isStopped() || run.cancellation().isRequested());
            List<Worker> team = new ArrayList<>();
            for (int i = 0; i < Math.min(workers, left.size()); i++) {
                team.add(new Worker(batch, migration, run, i == 0 ? run.connection() : null));
            }
            batch.run(team);
            run.cancellation().check();
            LockgateException failure = batch.failure();
            if (failure != null) {
                throw failure;
            }
            if (batch.taken().size() < left.size()) {
                deadline = run.lockWait().begin();
            }
            left = stillBehind(batch.taken(), deadline.isOver());
        }
    }

    private List<Tenant> stillBehind(Map<Tenant, Optional<LockNotAcquiredException>> taken, boolean tooLong) {
        if (taken.isEmpty()) {
            return List.of();
        }
        if (!tooLong) {
            run.cancellation().sleep(run.lockWait().pause());
        }
        Map<String, LockNotAcquiredException> reasons = new HashMap<>();
        taken.forEach((tenant, why) -> why.ifPresent(reason -> reasons.put(tenant.schema(), reason)));
        List<Tenant> left = new ArrayList<>();
        for (Tenant tenant : Standings.of(taken.keySet(), run.connection().jdbc())) {
            LockNotAcquiredException reason = reasons.get(tenant.schema());
            if (cohorts.isCurrent(tenant, tenant.standing().digest())) {
                change(tenant, report -> report.current(0));
            } else if (tooLong && !lastChance.add(tenant.schema())) {
                change(tenant, report -> report.failed(reason == null ? tenant.locked(run) : reason));
            } else {
                takeover.end(run.connection().jdbc(), tenant.target().key());
                left.add(tenant);
            }
        }
        return left;
    }

    private void change(Tenant tenant, UnaryOperator<TenantReport> change) {
        TenantReport now = change.apply(Objects.requireNonNull(reports.get(tenant.schema())));
        reports.put(tenant.schema(), now);
        if (now.state() == TenantState.FAILED) {
            failures.incrementAndGet();
            tellFailure(now);
        }
        run.changed(now);
    }

    private static void tellFailure(TenantReport failed) {
        log.warn("Tenant {} failed: {}", failed.schema(), failed.reason());
    }

    private boolean isStopped() {
        return tenants.settings().stopsAfter(failures.get());
    }

    /**
     * Fails if tenants did that another attempt of this process would find in a state that nobody has looked at.
     *
     * @throws LockgateException if there are such
     */
    public void refuseAnotherAttempt() {
        failIf(reports.values().stream()
                .map(TenantReport::failure)
                .anyMatch(failure -> failure != null && !failure.isRetryable()));
    }

    private void failIf(boolean failed) {
        if (failed) {
            throw TenantsFailedException.of(reports());
        }
    }
}
