package io.lockgate.lock;

import io.lockgate.LockgateException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** Somebody else was migrating for longer than we were ready to wait. */
public final class LockNotAcquiredException extends LockgateException {

    private static final long serialVersionUID = 1L;

    /** The advisory lock was not free in time. */
    public LockNotAcquiredException(LockKey key, Duration waited, @Nullable LockHolder holder) {
        super(
                "The lock %s was not free within %s. Its holder: %s"
                        .formatted(key, print(waited), holder == null ? "none any more" : holder.describe()),
                "The lock %s was not free within %s. Its holder: %s"
                        .formatted(key, print(waited), holder == null ? "none any more" : holder.toString()),
                holder == null
                        ? "Start again; if it happens again, raise lockgate.lock.wait-timeout."
                        : "Wait until that process is done and start again, or raise lockgate.lock.wait-timeout. If it hangs, "
                                + "end it in the database: " + holder.terminateStatement() + ";",
                null);
    }

    /**
     * Liquibase's own lock was not free in time.
     *
     * @param lockedBy what its row says about who took it
     * @param releaseStatement the statement that frees it
     */
    public LockNotAcquiredException(String table, Duration waited, String lockedBy, String releaseStatement) {
        super(
                "Liquibase's own lock in %s was not free within %s. Its row says: locked by %s"
                        .formatted(table, print(waited), lockedBy),
                "If that process still migrates, wait until it is done and start again. If it is dead, free its lock in the "
                        + "database: " + releaseStatement + ";");
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    private static String print(Duration duration) {
        return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
