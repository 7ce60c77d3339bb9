package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.lock.LockDeadline;
import io.lockgate.lock.LockNotAcquiredException;
import io.lockgate.lock.Takeover;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** One tenant by itself, in a service that is running: created and migrated, or asked about. */
public final class TenantProvisioning {

    private final Tenants tenants;

    private final TenantRun run;

    private final Set<String> sharedSchemas;

    /**
     * For as long as a run.
     *
     * @param sharedSchemas cannot be tenants'
     */
    public TenantProvisioning(Tenants tenants, TenantRun run, Set<String> sharedSchemas) {
        this.tenants = tenants;
        this.run = run;
        this.sharedSchemas = sharedSchemas;
    }

    /**
     * Creates a schema unless it exists, and brings it to what this build needs; waits for whoever is about to do the same.
     *
     * @throws LockgateException if the name cannot be that of a tenant's schema, or migrating it fails
     */
    public TenantReport provision(String schema) {
        Tenant tenant = tenants.one(run.connection().jdbc(), schema, sharedSchemas);
        Cohorts cohorts = new Cohorts(tenants, run);
        TenantReport report = cohorts.reports(List.of(tenant)).get(0);
        LockgateException failure = report.failure();
        if (failure != null) {
            throw failure;
        }
        if (report.state() == TenantState.CURRENT && tenant.standing().schemaExists()) {
            return report;
        }
        return report.current(migrate(tenant, new TenantMigration(tenants, cohorts, run)));
    }

    private int migrate(Tenant tenant, TenantMigration migration) {
        LockDeadline deadline = run.lockWait().begin();
        Takeover takeover = Takeover.as(run.lockWait());
        Tenant now = tenant;
        while (true) {
            LockNotAcquiredException locked = null;
            try {
                OptionalInt executed = migration.migrate(now, run.connection());
                if (executed.isPresent()) {
                    return executed.getAsInt();
                }
            } catch (LockNotAcquiredException e) {
                locked = e;
            }
            if (deadline.isOver()) {
                throw locked == null ? now.locked(run) : locked;
            }
            takeover.end(run.connection().jdbc(), now.target().key());
            run.cancellation().sleep(deadline.pause());
            now = Standings.of(List.of(tenant), run.connection().jdbc()).get(0);
        }
    }

    /**
     * Where a schema stands, whoever has migrated it; Liquibase is asked only where its history is like none seen before.
     *
     * @throws LockgateException if the name cannot be that of a tenant's schema
     */
    public TenantReport report(String schema) {
        Tenant tenant = tenants.one(run.connection().jdbc(), schema, sharedSchemas);
        if (!tenant.standing().schemaExists()) {
            // whoever asks may repeat what a request says: that must not cost a reading of the changelog
            return TenantReport.behind(tenant, List.of());
        }
        TenantReport report =
                Cohorts.looking(tenants, run).reports(List.of(tenant)).get(0);
        // what is to be done in every start is not what a tenant lacks
        boolean hasAll =
                report.state() == TenantState.BEHIND && report.pending().isEmpty();
        return hasAll ? report.current(0) : report;
    }
}
