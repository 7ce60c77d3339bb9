package io.lockgate.run;

/** The steps of a run, in order. */
public enum RunStep {
    /** Until the database answers. */
    WAIT_FOR_DATABASE,
    /** Is the schema already what this build needs? Read-only, without a lock. */
    RECOGNISE,
    /** Until nobody else migrates the same schema. */
    ACQUIRE_LOCK,
    /** What is pending, now that nobody else can change it. */
    PLAN,
    /** Whether it may run, judged before any of it does. */
    GUARD,
    /** The changesets. */
    APPLY,
    /** Whether the migrated schema is fit to serve. */
    CHECK,
    /** The gate opens. */
    OPEN
}
