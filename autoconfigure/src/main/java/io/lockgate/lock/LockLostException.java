package io.lockgate.lock;

import io.lockgate.LockgateException;
import org.jspecify.annotations.Nullable;

/** The session of a run no longer holds its lock, although it lives: something in it has released the lock. */
final class LockLostException extends LockgateException {

    private static final long serialVersionUID = 1L;

    LockLostException(LockKey key, @Nullable String changeSet) {
        super(
                changeSet == null
                        ? "The session of the migration no longer holds its lock %s.".formatted(key)
                        : "Changeset %s has released the lock %s of the migration.".formatted(changeSet, key),
                "Remove from the changeset what releases the locks of its session: DISCARD ALL, or "
                        + "pg_advisory_unlock_all(). What was not recorded in the history of the schema is executed again at "
                        + "the next start.");
    }
}
