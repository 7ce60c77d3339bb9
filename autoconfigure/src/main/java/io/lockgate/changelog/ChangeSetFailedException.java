package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureKind;
import io.lockgate.schema.ChangeSetId;
import org.jspecify.annotations.Nullable;

/** A changeset failed. */
final class ChangeSetFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    ChangeSetFailedException(
            ChangeSetId changeSet, @Nullable String statement, String reason, boolean transactional, Throwable cause) {
        super(
                "Changeset %s failed: %s%s"
                        .formatted(changeSet, reason, statement == null ? "" : "\nStatement: " + statement),
                action(transactional, FailureKind.of(cause) == FailureKind.TRANSIENT),
                cause);
        this.isTransient = FailureKind.of(cause) == FailureKind.TRANSIENT;
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }

    private static String action(boolean transactional, boolean isTransient) {
        return transactional
                ? (isTransient
                                ? "Start again: the changeset itself may be right."
                                : "Correct the changeset and start again.")
                        + " It is rolled back; the changesets before it are kept, and are not executed again."
                : "The changeset runs outside of a transaction (runInTransaction=false), so that its earlier statements may have "
                        + "taken effect: undo them by hand if need be, correct the changeset and start again. The changesets "
                        + "before it are kept.";
    }
}
