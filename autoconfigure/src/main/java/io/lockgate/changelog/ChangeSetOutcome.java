package io.lockgate.changelog;

/** How a changeset of a changelog that was applied ended; each is a success of the run. */
public enum ChangeSetOutcome {
    /** It is in the history now: executed, executed again, or marked as ran. */
    RECORDED,
    /** Its preconditions said to go on without it ({@code onFail="CONTINUE"}): it is not in the history. */
    SKIPPED,
    /** It failed, and {@code failOnError="false"} tolerates that: it is not in the history. */
    FAILED
}
