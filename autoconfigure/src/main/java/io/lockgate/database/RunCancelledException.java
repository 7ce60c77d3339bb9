package io.lockgate.database;

import io.lockgate.LockgateException;

/** The run was told to stop before it was done; what it had not committed is rolled back. */
public final class RunCancelledException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final String leftover;

    public RunCancelledException() {
        super(MESSAGE, ACTION + NOTHING);
        leftover = NOTHING;
    }

    public RunCancelledException(Throwable cause) {
        this(NOTHING, cause);
    }

    /**
     * The run was told to stop within a changeset.
     *
     * @param leftover what became of that changeset, as a sentence
     */
    public RunCancelledException(String leftover, Throwable cause) {
        super(MESSAGE, ACTION + leftover, cause);
        this.leftover = leftover;
    }

    /** State of the changeset in which the run was told to stop, as a sentence. */
    public String leftover() {
        return leftover;
    }

    private static final String MESSAGE =
            "The migration was cancelled before it was done, because the application is shutting down.";

    private static final String ACTION = "Start the application again: it goes on where it was. ";

    private static final String NOTHING = "What was not committed is rolled back.";

    @Override
    public boolean isTransient() {
        return true;
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
