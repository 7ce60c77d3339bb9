package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.time.Duration;

/** Is told how the application of a changelog goes on. */
public interface ChangelogListener {

    /** Hears nothing. */
    ChangelogListener NONE = new ChangelogListener() {};

    /** Liquibase begins a changeset, which its preconditions may still skip; again, each time it is tried again. */
    default void changeSetStarted(ChangeSetId changeSet) {}

    /** A changeset, or a statement of one that runs outside of a transaction, collided with others and is tried again. */
    default void changeSetIsRetried(ChangeSetId changeSet, String reason, Duration pause) {}

    /** A changeset is done with, and its history row is committed where there is one. */
    default void changeSetFinished(ChangeSetId changeSet, ChangeSetOutcome outcome) {}
}
