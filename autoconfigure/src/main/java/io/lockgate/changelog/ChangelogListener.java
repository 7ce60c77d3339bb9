package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;

/** Is told how the application of a changelog goes on. */
public interface ChangelogListener {

    /** Hears nothing. */
    ChangelogListener NONE = new ChangelogListener() {};

    default void changeSetStarted(ChangeSetId changeSet) {}

    default void changeSetFinished(ChangeSetId changeSet, ChangeSetOutcome outcome) {}
}
