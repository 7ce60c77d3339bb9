package io.lockgate.lock;

import io.lockgate.database.MigrationConnection;

/** An advisory lock that is held. Closing it releases it; where that fails, its connection is given up instead. */
public final class Held implements AutoCloseable {

    private final MigrationConnection connection;

    private final LockKey key;

    Held(MigrationConnection connection, LockKey key) {
        this.connection = connection;
        this.key = key;
    }

    @Override
    public void close() {
        connection.cleanUp(this::release);
    }

    private void release() {
        connection.endTransaction();
        if (connection.isLost()) {
            // and with its session the lock
            return;
        }
        try {
            boolean released = connection
                    .jdbc()
                    .sql("select pg_advisory_unlock(?)")
                    .param(key.value())
                    .query(Boolean.class)
                    .single();
            if (!released) {
                connection.doubt("no longer held its lock " + key, null);
            }
        } catch (RuntimeException e) {
            connection.doubt("could not release its lock " + key, e);
        }
    }
}
