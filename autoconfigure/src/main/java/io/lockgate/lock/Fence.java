package io.lockgate.lock;

import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.MigrationConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the session of a lock what it was when it took the lock, whatever changesets do with it: one that no longer holds
 * the lock is not worked with any further, and a role or a search path that a changeset has set does not outlive it.
 */
public final class Fence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Fence.class);

    private final MigrationConnection connection;

    private final LockKey key;

    private final DdlTimeouts timeouts;

    private @Nullable Sight before;

    private @Nullable String changeSet;

    private Fence(MigrationConnection connection, LockKey key, DdlTimeouts timeouts) {
        this.connection = connection;
        this.key = key;
        this.timeouts = timeouts;
    }

    /** A fence around the session of a connection that holds a lock. */
    public static Fence around(MigrationConnection connection, Held held, DdlTimeouts timeouts) {
        return new Fence(connection, held.key(), timeouts);
    }

    /**
     * A changeset is about to run: proves that the lock is held, remembers what the session is, and limits how long its
     * statements may wait, in one round trip.
     *
     * @throws LockLostException if the session does not hold the lock any more
     */
    public void enter(String next) {
        Sight sight = connection.betweenTransactions(() -> look(millis(timeouts.lock()), millis(timeouts.statement())));
        if (!sight.held()) {
            throw new LockLostException(key, changeSet);
        }
        if (before == null) {
            before = sight;
        }
        changeSet = next;
    }

    /**
     * The changes of the changeset are done, but not recorded yet: proves that the lock is still held, and undoes what they
     * did to the session.
     *
     * @throws LockLostException if the session does not hold the lock any more
     */
    public void leave() {
        if (!restored().held()) {
            throw new LockLostException(key, changeSet);
        }
    }

    /**
     * The changes of a changeset that runs outside of a transaction are done, and can only be recorded: undoes what they did
     * to the session, and lets it wait as long as it takes. Whether the lock is still held is for the next to find out.
     */
    public void leaveForRecording() {
        restored();
        allowWaiting();
    }

    /**
     * All is done.
     *
     * @throws LockLostException if the session does not hold the lock any more
     */
    public void prove() {
        if (before != null && !look(null, null).held()) {
            throw new LockLostException(key, changeSet);
        }
    }

    /** Lets statements wait for locks without limit, until {@link #limitWaiting()}. */
    public void allowWaiting() {
        setLockTimeout("0");
    }

    /** Takes {@link #allowWaiting()} back. */
    public void limitWaiting() {
        setLockTimeout(String.valueOf(millis(timeouts.lock())));
    }

    private Sight restored() {
        Sight now = look(null, null);
        if (before != null && !now.isSame(before)) {
            log.warn(
                    "Changeset {} has changed the session ({} instead of {}): undone, so that it does not change those after it",
                    changeSet,
                    now,
                    before);
            restore(before);
        }
        return now;
    }

    private void restore(Sight what) {
        // setting who the session is ends a role that it plays, so that the order matters
        connection
                .jdbc()
                .sql("select set_config('session_authorization', :user, false), set_config('role', :role, false),"
                        + " set_config('search_path', :path, false)")
                .param("user", what.user())
                .param("role", what.role())
                .param("path", what.searchPath())
                .query()
                .singleRow();
    }

    private Sight look(@Nullable String lockTimeout, @Nullable String statementTimeout) {
        JdbcClient jdbc = connection.jdbc();
        return jdbc.sql("""
                        select %s as held,
                               current_setting('session_authorization') as session_user_name,
                               current_setting('role') as role,
                               current_setting('search_path') as search_path,
                               current_setting('lock_timeout') as lock_timeout,
                               current_setting('statement_timeout') as statement_timeout,
                               set_config('lock_timeout', coalesce(:lock, current_setting('lock_timeout')), false),
                               set_config('statement_timeout', coalesce(:statement, current_setting('statement_timeout')), false)
                        """.formatted(Held.IS_HELD))
                .param("key", key.value())
                .param("lock", lockTimeout)
                .param("statement", statementTimeout)
                .query((row, number) -> new Sight(
                        row.getBoolean("held"),
                        row.getString("session_user_name"),
                        row.getString("role"),
                        row.getString("search_path"),
                        row.getString("lock_timeout"),
                        row.getString("statement_timeout")))
                .single();
    }

    private void setLockTimeout(String value) {
        connection
                .jdbc()
                .sql("select set_config('lock_timeout', ?, false)")
                .param(value)
                .query()
                .singleRow();
    }

    private static @Nullable String millis(@Nullable Duration duration) {
        return duration == null ? null : String.valueOf(duration.toMillis());
    }

    /** Gives the session the limits back that it had before. */
    @Override
    public void close() {
        if (before == null || connection.isLost()) {
            return;
        }
        try {
            look(before.lockTimeout(), before.statementTimeout());
        } catch (DataAccessException e) {
            connection.doubt("could not be given its limits back", e);
        }
    }

    private record Sight(
            boolean held, String user, String role, String searchPath, String lockTimeout, String statementTimeout) {

        boolean isSame(Sight other) {
            return user.equals(other.user) && role.equals(other.role) && searchPath.equals(other.searchPath);
        }

        @Override
        public String toString() {
            return "user %s, role %s, search_path %s".formatted(user, role, searchPath);
        }
    }
}
