package io.lockgate.changelog;

import io.lockgate.lock.Remains;
import liquibase.changelog.ChangeSet;
import org.jspecify.annotations.Nullable;

/** Leftover of a failed changeset, for the person who starts again. */
enum Leftover {
    NOTHING("is rolled back"),

    /** The connection was lost, maybe while the changeset was being committed. */
    ALL_OR_NOTHING("takes effect together with its row in the history, or not at all"),

    PART("has committed its earlier statements by itself, so that they stay"),

    UNKNOWN("may have committed earlier statements by itself, and the server cannot tell any more whether they stay"),

    OUTSIDE(
            "runs outside of a transaction (runInTransaction=false), so that its earlier statements may have taken effect");

    private final String fact;

    Leftover(String fact) {
        this.fact = fact;
    }

    static Leftover of(@Nullable ChangeSet changeSet, Effects effects, boolean connectionLost) {
        if (changeSet == null) {
            return NOTHING;
        }
        if (!changeSet.isRunInTransaction()) {
            return OUTSIDE;
        }
        Remains remains = effects.remains();
        return switch (remains) {
            case NOTHING -> connectionLost ? ALL_OR_NOTHING : NOTHING;
            case PART -> PART;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** Returns whether nothing is left, so that nobody has to look before the next start. */
    boolean isNothing() {
        return this == NOTHING || this == ALL_OR_NOTHING;
    }

    /** End of a sentence about the changeset. */
    String fact() {
        return fact;
    }

    /** End of a sentence about the changeset that also says what to do. */
    String advice() {
        return isNothing() ? fact : fact + ": undo them by hand if need be";
    }
}
