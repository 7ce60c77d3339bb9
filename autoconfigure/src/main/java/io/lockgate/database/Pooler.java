package io.lockgate.database;

/** What to make of a pooler, such as PgBouncer, between us and the server. */
public enum Pooler {
    /** To refuse it: where it pools by transaction, a lock of a session is worth nothing. */
    REFUSE,
    /** To work through it: it is known to give each client a session of its own for as long as the client is connected. */
    SESSION
}
