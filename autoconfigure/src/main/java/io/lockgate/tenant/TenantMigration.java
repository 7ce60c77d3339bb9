package io.lockgate.tenant;

import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.LiquibaseLock;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.AssumedRole;
import io.lockgate.lock.Held;
import io.lockgate.lock.LivingSession;
import io.lockgate.lock.LockNotAcquiredException;
import io.lockgate.lock.LockWait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Migrates one tenant on one connection, which holds the tenant's lock meanwhile: whatever happens to it, at most the changeset
 * that it is in is lost.
 */
final class TenantMigration {

    private static final LockWait AT_ONCE = new LockWait(Duration.ZERO, null);

    private final Tenants tenants;

    private final Cohorts cohorts;

    private final TenantRun run;

    TenantMigration(Tenants tenants, Cohorts cohorts, TenantRun run) {
        this.tenants = tenants;
        this.cohorts = cohorts;
        this.run = run;
    }

    /**
     * Migrates a tenant, unless somebody else does so right now.
     *
     * @return how many changesets were executed; nothing, if its lock is taken
     * @throws LockNotAcquiredException if Liquibase's own lock is
     */
    OptionalInt migrate(Tenant tenant, MigrationConnection connection) {
        Optional<AdvisoryLock.Granted> granted = AdvisoryLock.on(
                        connection, tenant.target().key())
                .tryAcquire(
                        HistoryDigests.standing(
                                tenant.target(), tenant.standing().digest()),
                        run.cancellation());
        if (granted.isEmpty()) {
            return OptionalInt.empty();
        }
        try (Held held = granted.get().held()) {
            LivingSession living = run.showLife(connection);
            try {
                return OptionalInt.of(migrate(tenant.seen(granted.get().answer()), tenant, connection, held));
            } finally {
                living.close();
            }
        }
    }

    private int migrate(Tenant seen, Tenant before, MigrationConnection connection, Held held) {
        // where there is a history by now, another process has been here: most likely the tenant is like those that are
        // known
        return seen.standing().digest().equals(HistoryDigests.APPEARED)
                ? migrate(Standings.of(List.of(before), connection.jdbc()).get(0), connection, held)
                : migrate(seen, connection, held);
    }

    private int migrate(Tenant tenant, MigrationConnection connection, Held held) {
        String digest = tenant.standing().digest();
        if (cohorts.isCurrent(tenant, digest)) {
            return 0;
        }
        if (!tenant.standing().schemaExists()) {
            create(tenant, connection);
        }
        if (!tenant.standing().liquibaseLock()) {
            return work(tenant, connection, held, true).run();
        }
        LiquibaseLock lock =
                LiquibaseLock.acquire(connection, tenant.target(), run.id(), AT_ONCE.begin(), run.cancellation());
        try {
            return work(tenant, connection, held, false).run();
        } finally {
            lock.close();
        }
    }

    /** The schema stays ours, so that nobody else can drop its history; the tenant's role may create objects in it. */
    private static void create(Tenant tenant, MigrationConnection connection) {
        String schema = tenant.target().schemaName();
        String create = "create schema if not exists " + schema;
        connection
                .jdbc()
                .sql(
                        tenant.role() == null
                                ? create
                                : "%s; grant usage, create on schema %s to %s"
                                        .formatted(create, schema, AssumedRole.quoted(tenant.role())))
                .update();
    }

    private TenantWork work(Tenant tenant, MigrationConnection connection, Held held, boolean releasable) {
        return new TenantWork(tenants, cohorts, run, tenant, connection, held, releasable);
    }
}
