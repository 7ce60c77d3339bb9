package io.lockgate.startup;

import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many tenants stand where.
 *
 * @param behind those that are being migrated included
 * @param running those of them that this process migrates right now
 */
public record TenantCounts(int total, int current, int behind, int running, int failed) {

    static TenantCounts of(Collection<TenantReport> tenants) {
        Map<TenantState, Integer> counts = new EnumMap<>(TenantState.class);
        tenants.forEach(tenant -> counts.merge(tenant.state(), 1, Integer::sum));
        int running = counts.getOrDefault(TenantState.RUNNING, 0);
        return new TenantCounts(
                tenants.size(),
                counts.getOrDefault(TenantState.CURRENT, 0),
                counts.getOrDefault(TenantState.BEHIND, 0) + running,
                running,
                counts.getOrDefault(TenantState.FAILED, 0));
    }
}
