package io.lockgate.changelog;

import io.lockgate.LockgateException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts the attempts in a row that lost their session at the same statement of the same changeset. A session that an
 * administrator ends is lost once or twice; a changeset that ends its own session loses it every time.
 */
public final class RepeatedLoss {

    private static final int TOO_OFTEN = 3;

    private @Nullable Loss last;

    private int inARow;

    private int attempts;

    /** A session that was lost in a changeset, at a statement if that is known. */
    record Loss(String changeSet, @Nullable String statement) {

        /** The text alone proves nothing: the statement may end the sessions of others, and be ended by others. */
        boolean mayEndSessions() {
            return statement != null && statement.toLowerCase(Locale.ROOT).contains("pg_terminate_backend");
        }
    }

    /** An attempt has failed: the same failure, or that the changeset ends its session, which is not to be tried again. */
    public LockgateException judge(LockgateException failure) {
        attempts++;
        Loss now = failure instanceof ChangeSetFailedException failed ? failed.loss() : null;
        inARow = now == null ? 0 : now.equals(last) ? inARow + 1 : 1;
        last = now;
        return now != null && now.mayEndSessions() && inARow >= TOO_OFTEN ? lasting(failure) : failure;
    }

    /** The same for a failure that is not followed by another attempt. */
    public LockgateException judgeLast(LockgateException failure) {
        Loss now = last;
        if (now == null || inARow == 1 || inARow < attempts) {
            return failure;
        }
        return now.mayEndSessions() || inARow >= TOO_OFTEN ? lasting(failure) : failure;
    }

    private LockgateException lasting(LockgateException failure) {
        return failure instanceof ChangeSetFailedException failed ? failed.again(inARow) : failure;
    }
}
