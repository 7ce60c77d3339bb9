package io.lockgate.tenant;

/** Where a tenant stands. */
public enum TenantState {
    /** At what this build needs. */
    CURRENT,
    /** Behind it. */
    BEHIND,
    /** Being migrated by this process. */
    RUNNING,
    /** Behind, because migrating it has failed. */
    FAILED
}
