package io.lockgate.run;

import io.lockgate.LockgateException;

/** All was applied, but the lock could not be released as it should, so that its connection was given up. */
final class ConnectionGivenUpException extends LockgateException {

    private static final long serialVersionUID = 1L;

    ConnectionGivenUpException() {
        super(
                "The schema is migrated, but its connection was given up before the checks: the lock could not be released.",
                "Start again: the lock ended with its connection.");
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
