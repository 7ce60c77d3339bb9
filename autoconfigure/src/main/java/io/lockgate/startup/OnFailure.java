package io.lockgate.startup;

/** What becomes of an application whose schema is not ready. */
public enum OnFailure {
    /** It ends, with an exit code that says whether trying again can help. */
    EXIT,
    /** It stays alive and not ready, held before its own runners, for diagnosis through Actuator. */
    STAY
}
