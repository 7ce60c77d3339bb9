package io.lockgate.lock;

import io.lockgate.database.MigrationConnection;
import io.lockgate.database.SignOfLife;
import org.jspecify.annotations.Nullable;

/**
 * The session of a lock while a thread works under it, so that nobody {@linkplain Takeover takes it for dead}: signs of its life are
 * shown; where they cannot be, for want of a second connection, it says that it must not be ended.
 */
public final class LivingSession implements AutoCloseable {

    private final MigrationConnection connection;

    private final @Nullable SignOfLife life;

    private final boolean isProtected;

    private LivingSession(MigrationConnection connection, @Nullable SignOfLife life, boolean isProtected) {
        this.connection = connection;
        this.life = life;
        this.isProtected = isProtected;
    }

    /**
     * Until closed, the calling thread works in the session of a connection.
     *
     * @param life shows that it does; null where holders that show no life are not ended
     */
    public static LivingSession of(MigrationConnection connection, @Nullable SignOfLife life) {
        if (life == null) {
            return new LivingSession(connection, null, false);
        }
        life.add(connection);
        boolean isProtected = !life.isShown();
        if (isProtected) {
            execute(connection, "pg_advisory_lock_shared");
        }
        return new LivingSession(connection, life, isProtected);
    }

    private static void execute(MigrationConnection connection, String function) {
        connection
                .jdbc()
                .sql("select pg_catalog.%s(%s)".formatted(function, Takeover.PROTECTED.literal()))
                .query()
                .singleRow();
    }

    @Override
    public void close() {
        if (life != null) {
            life.remove(connection);
        }
        if (isProtected) {
            connection.cleanUp(this::release);
        }
    }

    private void release() {
        connection.endTransaction();
        if (connection.isLost()) {
            return;
        }
        try {
            execute(connection, "pg_advisory_unlock_shared");
        } catch (RuntimeException e) {
            connection.doubt("could not release the lock that protected it", e);
        }
    }
}
