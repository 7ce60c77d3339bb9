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

    private final Leftover leftover;

    private transient RepeatedLoss.@Nullable Loss loss;

    ChangeSetFailedException(
            ChangeSetId changeSet,
            LiquibaseReason reason,
            Leftover leftover,
            boolean isTransient,
            boolean isUndone,
            Throwable cause) {
        super(
                "Changeset %s failed: %s".formatted(changeSet, reason.full()),
                "Changeset %s failed: %s".formatted(changeSet, reason.summary()),
                action(leftover, isTransient),
                cause);
        this.isTransient = isTransient;
        this.isUndone = isUndone;
        this.changeSet = changeSet;
        this.reason = reason;
        this.leftover = leftover;
    }

    /** It failed because its session was lost. */
    ChangeSetFailedException lost(@Nullable String statement) {
        loss = new RepeatedLoss.Loss(changeSet.toString(), statement);
        return this;
    }

    RepeatedLoss.@Nullable Loss loss() {
        return loss;
    }

    /** Its session was lost several times in a row. */
    LockgateException again(int times) {
        return ChangeSetEndsSessionException.again(changeSet, times, reason, leftover, this);
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }

    @Override
    public boolean isRetryable() {
        return isTransient && isUndone;
    }

    private static String action(Leftover leftover, boolean isTransient) {
        if (!leftover.isNothing()) {
            return "The changeset %s, %s and start again. The changesets before it are kept."
                    .formatted(
                            leftover.advice(),
                            isTransient ? "wait until what stood in the way is gone" : "correct the changeset");
        }
        return (isTransient
                        ? "Start again: what stood in the way passes by itself."
                        : "Correct the changeset and start again.")
                + " It %s; the changesets before it are kept, and are not executed again.".formatted(leftover.fact());
    }
}
