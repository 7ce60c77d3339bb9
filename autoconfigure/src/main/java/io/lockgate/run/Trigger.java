package io.lockgate.run;

/** What made a run start. */
public enum Trigger {
    /** The start of the application. */
    STARTUP,
    /** A call of application code. */
    APPLICATION
}
