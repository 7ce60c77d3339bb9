package io.lockgate.lock;

/** The part of a failed changeset that is still there, as far as the server can tell. */
public enum Remains {
    /** Its one transaction was rolled back. */
    NOTHING,
    /** The changeset has committed a part by itself. */
    PART,
    /** It may have: the server cannot tell, or cannot be asked. */
    UNKNOWN
}
