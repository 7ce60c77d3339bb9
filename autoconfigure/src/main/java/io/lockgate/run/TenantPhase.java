package io.lockgate.run;

import io.lockgate.tenant.Tenants;

/**
 * The tenants that runs are to migrate after the shared schema.
 *
 * @param besideTraffic whether the gate opens as soon as the shared schema is ready, and the tenants follow in a run of their own
 */
public record TenantPhase(Tenants tenants, boolean besideTraffic) {}
