package io.lockgate.tenant;

import io.lockgate.LockgateException;

/** The changesets of a tenant cannot run under the role that was named for them. Names of roles come as SQL writes them. */
final class TenantRoleException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private TenantRoleException(String schema, String problem, String action) {
        super("The changesets of tenant %s are to run under a role %s.".formatted(schema, problem), action);
    }

    static TenantRoleException missing(String schema, String role) {
        return new TenantRoleException(
                schema,
                "that does not exist: " + role,
                "Create the role, or correct the role that the TenantSchemas bean names.");
    }

    /**
     * One that the role that migrates may not set.
     *
     * @param isOption whether the server knows memberships that do not allow that
     */
    static TenantRoleException notSettable(String schema, String role, String migrator, boolean isOption) {
        return new TenantRoleException(
                schema,
                "that %s may not set: %s".formatted(migrator, role),
                "Execute as its administrator: grant %s to %s%s;"
                        .formatted(role, migrator, isOption ? " with set true" : ""));
    }

    static TenantRoleException withoutUsage(String schema, String role, String quotedSchema) {
        return new TenantRoleException(
                schema,
                "that may not use its schema: " + role,
                "Execute as the owner of the schema: grant usage, create on schema %s to %s;"
                        .formatted(quotedSchema, role));
    }
}
