package io.lockgate.database;

import io.lockgate.LockgateException;

/** The run was told to stop before it was done; what it had not committed is rolled back. */
public final class RunCancelledException extends LockgateException {

    private static final long serialVersionUID = 1L;

    public RunCancelledException() {
        super(MESSAGE, ACTION);
    }

    public RunCancelledException(Throwable cause) {
        super(MESSAGE, ACTION, cause);
    }

    private static final String MESSAGE =
            "The migration was cancelled before it was done, because the application is shutting down.";

    private static final String ACTION =
            "Start the application again: it goes on with the changeset it was in, which is rolled back, unless it runs outside "
                    + "of a transaction (runInTransaction=false): look at such a one first.";

    @Override
    public boolean isTransient() {
        return true;
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
