package io.lockgate;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error of this library: a message that says what happened, and an action that a person on call can
 * carry out. The message may hold SQL and values, and is for the log and for those who may read them; the summary is for all.
 */
public abstract class LockgateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String summary;

    private final String action;

    protected LockgateException(String message, String action) {
        this(message, action, null);
    }

    protected LockgateException(String message, String action, @Nullable Throwable cause) {
        this(message, message, action, cause);
    }

    /** An error whose message holds what only some may read, such as a statement; its summary does not. */
    protected LockgateException(String message, String summary, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.summary = summary;
        this.action = action;
    }

    /** The message without statements, values, and what the server says beside its primary message. */
    public String summary() {
        return summary;
    }

    /** What to do about it, as a sentence. */
    public String action() {
        return action;
    }

    /**
     * Whether doing the same again later can succeed without anybody changing anything. A process that ends for such a
     * reason exits with 75 ({@code EX_TEMPFAIL} of {@code sysexits.h}), for any other with 1.
     */
    public boolean isTransient() {
        return false;
    }

    /**
     * Whether a run that fails so may do the same again at once, by itself. Not where the patience of a step has come to its
     * end, and not where a part was done that cannot be undone: that would be done twice.
     */
    public boolean isRetryable() {
        return isTransient();
    }
}
