package io.lockgate.lock;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureSummary;
import org.jspecify.annotations.Nullable;

/** The database speaks the language of PostgreSQL, but its advisory locks keep out nobody. */
final class AdvisoryLockMeaninglessException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private AdvisoryLockMeaninglessException(String message, String summary, @Nullable Throwable cause) {
        super(
                message,
                summary,
                "Migrate on a PostgreSQL server, past any proxy. If this is another database that speaks its protocol, or one "
                        + "whose advisory locks are switched off, Lockgate cannot protect its migrations: switch it off by "
                        + "lockgate.enabled=false, and let one process at a time migrate.",
                cause);
    }

    static AdvisoryLockMeaninglessException unknown(String reason, Throwable cause) {
        String lacks = "The database lacks what PostgreSQL's advisory locks need: ";
        return new AdvisoryLockMeaninglessException(lacks + reason, lacks + FailureSummary.of(cause), cause);
    }

    static AdvisoryLockMeaninglessException unseen(LockKey key) {
        return known(
                "The database granted the lock %s, but does not show it in pg_locks: its advisory locks mean nothing."
                        .formatted(key));
    }

    static AdvisoryLockMeaninglessException shared(LockKey key) {
        return known("The database granted the lock %s to two sessions at once: its advisory locks mean nothing."
                .formatted(key));
    }

    private static AdvisoryLockMeaninglessException known(String message) {
        return new AdvisoryLockMeaninglessException(message, message, null);
    }
}
