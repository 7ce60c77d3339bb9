package io.lockgate.run;

import io.lockgate.LockgateException;

/** A tenant was asked for in an application that has none. */
final class NoTenantsException extends LockgateException {

    private static final long serialVersionUID = 1L;

    NoTenantsException() {
        super(
                "This application has no tenants: nothing says what the schema of one is to be.",
                "Set lockgate.tenants.change-log to the changelog of the tenants.");
    }
}
