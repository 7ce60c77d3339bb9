package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.schema.ChangeSetId;
import org.jspecify.annotations.Nullable;

/** A changeset failed. */
final class ChangeSetFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    private final boolean isUndone;

    private final transient ChangeSetId changeSet;

    private final transient LiquibaseReason reason;

    private final boolean transactional;

    private transient RepeatedLoss.@Nullable Loss loss;

    ChangeSetFailedException(
            ChangeSetId changeSet,
            LiquibaseReason reason,
            boolean transactional,
            boolean isTransient,
            boolean isUndone,
            Throwable cause) {
        super(
                "Changeset %s failed: %s".formatted(changeSet, reason.full()),
                "Changeset %s failed: %s".formatted(changeSet, reason.summary()),
                action(transactional, isTransient),
                cause);
        this.isTransient = isTransient;
        this.isUndone = isUndone;
        this.changeSet = changeSet;
        this.reason = reason;
        this.transactional = transactional;
    }

    /** It failed because its session was lost. */
    ChangeSetFailedException lost(@Nullable String statement) {
        loss = new RepeatedLoss.Loss(changeSet.toString(), statement);
        return this;
    }

    RepeatedLoss.@Nullable Loss loss() {
        return loss;
    }

    /** It has failed so several times in a row. */
    LockgateException again(int times) {
        return ChangeSetEndsSessionException.again(changeSet, times, reason, transactional, this);
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }

    @Override
    public boolean isRetryable() {
        return isTransient && isUndone;
    }

    private static String action(boolean transactional, boolean isTransient) {
        if (!transactional) {
            return "The changeset runs outside of a transaction (runInTransaction=false), so that its earlier statements may "
                    + "have taken effect: undo them by hand if need be, %s and start again. The changesets before it are kept."
                            .formatted(
                                    isTransient ? "wait until what stood in the way is gone" : "correct the changeset");
        }
        return (isTransient
                        ? "Start again: what stood in the way passes by itself."
                        : "Correct the changeset and start again.")
                + " It is rolled back; the changesets before it are kept, and are not executed again.";
    }
}
