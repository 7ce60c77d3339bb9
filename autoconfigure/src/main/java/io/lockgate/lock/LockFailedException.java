package io.lockgate.lock;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureKind;
import io.lockgate.database.FailureSummary;

/** The server could not even say whether a lock is free. */
final class LockFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    LockFailedException(LockKey key, Throwable cause) {
        super(
                "The lock %s could not be asked for: %s".formatted(key, FailureKind.reason(cause)),
                "The lock %s could not be asked for: %s".formatted(key, FailureSummary.of(cause)),
                FailureKind.of(cause) == FailureKind.EXHAUSTED
                        ? "The server has no room for another lock: end the sessions that hold many (select pid, count(*) from "
                                + "pg_locks group by pid order by 2 desc), or raise max_locks_per_transaction. Nothing was changed."
                        : "Read the cause below, and start again; nothing was changed.",
                cause);
        this.isTransient = FailureKind.isTransient(cause);
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }
}
