package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureKind;
import io.lockgate.database.FailureSummary;

/** The connection of a run was lost, and whatever failed then failed for that reason. */
final class ConnectionLostException extends LockgateException {

    private static final long serialVersionUID = 1L;

    /** A connection that was lost before something failed, by an error that names no reason of its own. */
    ConnectionLostException(Throwable failure) {
        super(
                "The connection to the database was lost: " + FailureKind.reason(failure),
                "The connection to the database was lost: " + FailureSummary.of(failure),
                "Start again: what was not committed is rolled back, and the lock ended with the connection.",
                failure);
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
