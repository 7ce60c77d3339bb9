package io.lockgate.run;

import io.lockgate.LockgateException;

/** Tenants are to be migrated in a database that is not a PostgreSQL. */
final class TenantsNeedPostgresException extends LockgateException {

    private static final long serialVersionUID = 1L;

    TenantsNeedPostgresException() {
        super(
                "The database is not a PostgreSQL, so that there are no locks to share the tenants by.",
                "Use a PostgreSQL, or remove lockgate.tenants.change-log where there is none, such as in a test.");
    }
}
