package io.lockgate.autoconfigure;

import io.lockgate.LockgateException;

/** There are tenants, but nothing that they share, and so no database to find them in. */
final class NoSharedChangelogException extends LockgateException {

    private static final long serialVersionUID = 1L;

    NoSharedChangelogException() {
        super(
                "lockgate.tenants.change-log is set, but there is no changelog of the shared schema.",
                "Give the shared schema a changelog (spring.liquibase.change-log, and spring.liquibase.enabled=true): it may be"
                        + " empty, and is the place for a table of tenants.");
    }
}
