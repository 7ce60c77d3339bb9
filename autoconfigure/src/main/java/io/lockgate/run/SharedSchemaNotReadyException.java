package io.lockgate.run;

import io.lockgate.LockgateException;

/** A tenant is to be provisioned before there is what all tenants share. */
final class SharedSchemaNotReadyException extends LockgateException {

    private static final long serialVersionUID = 1L;

    SharedSchemaNotReadyException() {
        super(
                "The shared schema is not ready yet, and tenants come after it.",
                "Wait until the shared schema is migrated: with lockgate.tenants.ready-when=shared readiness says so.");
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
