package io.lockgate.lock;

import io.lockgate.database.MigrationConnection;

/** An advisory lock that is held. Closing it releases it; where that fails, its connection is given up instead. */
public final class Held implements AutoCloseable {

    private final MigrationConnection connection;

    private final LockKey key;

    private boolean released;

    Held(MigrationConnection connection, LockKey key) {
        this.connection = connection;
        this.key = key;
    }

    public LockKey key() {
        return key;
    }

    /**
     * Whether the server still sees the lock in the hands of this session. That it does proves that the session is the one
     * that took it, and that nobody has released it meanwhile.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    public boolean isHeld() {
        return connection
                .jdbc()
                .sql("select " + isHeldBySession(key))
                .query(Boolean.class)
                .single();
    }

    /** An expression: whether the session that asks holds the lock of a key. */
    static String isHeldBySession(LockKey key) {
        return """
                exists (select from pg_catalog.pg_locks
                         where pid operator(pg_catalog.=) pg_catalog.pg_backend_pid() and %s)
                """.formatted(key.isGranted());
    }

    /** An expression that releases the lock as a part of a statement; what it returns is for {@link #released}. */
    public String release() {
        return "pg_catalog.pg_advisory_unlock(%s)".formatted(key.literal());
    }

    /**
     * The lock was released by a statement.
     *
     * @param confirmed whether the server says that it was still held then
     */
    public void released(boolean confirmed) {
        released = true;
        if (!confirmed) {
            connection.doubt("no longer held its lock " + key, null);
        }
    }

    @Override
    public void close() {
        if (!released) {
            connection.cleanUp(this::unlock);
        }
    }

    private void unlock() {
        connection.endTransaction();
        if (connection.isLost()) {
            // and with its session the lock
            return;
        }
        try {
            boolean confirmed = connection
                    .jdbc()
                    .sql("select pg_catalog.pg_advisory_unlock(?::bigint)")
                    .param(key.toString())
                    .query(Boolean.class)
                    .single();
            released(confirmed);
        } catch (RuntimeException e) {
            connection.doubt("could not release its lock " + key, e);
        }
    }
}
