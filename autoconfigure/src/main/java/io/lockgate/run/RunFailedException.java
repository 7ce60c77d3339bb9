package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureKind;
import io.lockgate.database.FailureSummary;

/** A run failed for a reason that has no name of its own. */
final class RunFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    RunFailedException(String reason, Throwable cause) {
        super(
                "The migration failed: " + reason,
                "The migration failed: " + FailureSummary.of(cause),
                "Read the cause below; what was not committed is rolled back, so that starting again is safe.",
                cause);
        this.isTransient = FailureKind.isTransient(cause);
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }
}
