package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.schema.ChangeSetId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant stands, and how it came there.
 *
 * @param pending what is still to be executed, as far as is known
 * @param executed how many changesets this process has executed; those of a tenant that failed are not counted
 * @param failure why it failed, if it did
 */
public record TenantReport(
        String schema,
        ChangelogTarget target,
        TenantState state,
        List<ChangeSetId> pending,
        int executed,
        @Nullable LockgateException failure) {

    /** One that is behind, of a tenant that nobody migrates yet. */
    static TenantReport behind(Tenant tenant, List<ChangeSetId> pending) {
        return new TenantReport(tenant.schema(), tenant.target(), TenantState.BEHIND, pending, 0, null);
    }

    /** Message of its failure, for the log; empty if it did not fail. */
    public String reason() {
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    TenantReport running() {
        return new TenantReport(schema, target, TenantState.RUNNING, pending, 0, null);
    }

    TenantReport behind() {
        return new TenantReport(schema, target, TenantState.BEHIND, pending, 0, null);
    }

    TenantReport current(int changeSets) {
        return new TenantReport(schema, target, TenantState.CURRENT, List.of(), changeSets, null);
    }

    TenantReport failed(LockgateException why) {
        return new TenantReport(schema, target, TenantState.FAILED, pending, 0, why);
    }
}
