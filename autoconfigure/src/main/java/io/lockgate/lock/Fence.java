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

    private @Nullable AssumedRole role;

    private boolean limited;

    private boolean restored;

    private Fence(MigrationConnection connection, LockKey key, DdlTimeouts timeouts) {
        this.connection = connection;
        this.key = key;
        this.timeouts = timeouts;
    }

    /** A fence around the session of a connection that holds a lock. */
    public static Fence around(MigrationConnection connection, Held held, DdlTimeouts timeouts) {
        return new Fence(connection, held.key(), timeouts);
    }

    /** Lets changesets run under a role; null for that of the session. */
    public Fence under(@Nullable String name) {
        role = name == null ? null : new AssumedRole(connection, name);
        return this;
    }

    /** Whether changesets run under a role that is not that of the session. */
    public boolean hasRole() {
        return role != null;
    }

    /**
     * What runs now does so under the role of changesets.
     *
     * @throws RoleLeftException if the changeset should, and has become somebody else
     */
    public void keepRole() {
        if (role != null && before != null) {
            role.keep(before.user(), changeSet);
        }
    }

    /**
     * What runs now does so as the user who migrates.
     *
     * @throws RoleLeftException if the changeset has become somebody else
     */
    public void putRoleDown() {
        if (role != null && before != null && role.isAssumed()) {
            role.keep(before.user(), changeSet);
            role.putDown(before.role());
        }
    }

    /** Liquibase has ended: what runs now does so as the user who migrates. */
    public void abandonRole() {
        AssumedRole assumed = role;
        Sight first = before;
        if (assumed != null && first != null && assumed.isAssumed()) {
            cleanUp(() -> assumed.putDown(first.role()));
        }
    }

    /**
     * A changeset is about to run: proves that the lock is held, and undoes what the one before has done to the session, in
     * one round trip.
     *
     * @throws LockLostException if the session does not hold the lock any more
     */
    public void enter(String next) {
        connection.betweenTransactions(() -> {
            settle(before == null ? look() : look(before));
            if (role != null) {
                role.assume();
            }
        });
        changeSet = next;
        limited = false;
    }

    /**
     * A change is about to run: limits how long its statements may wait and take. Not earlier, since a precondition that runs
     * into a limit may be taken for one that does not hold; and by {@code SET}, which does not begin the snapshot of a
     * transaction, so that the change may still set its isolation.
     */
    public void limit() {
        if (limited) {
            return;
        }
        limited = true;
        String limits = "set lock_timeout = " + timeouts.lock().toMillis();
        if (timeouts.statement() != null) {
            limits += "; set statement_timeout = " + timeouts.statement().toMillis();
        }
        connection.jdbc().sql(limits).update();
    }

    /**
     * The changes of the changeset are done, but not recorded yet: proves that the lock is still held, and lets nobody else
     * record it.
     *
     * @throws LockLostException if the session does not hold the lock any more
     */
    public void leave() {
        Sight sight = look();
        proveHeld(sight);
        restoreUser(sight);
    }

    /**
     * The changes of a changeset that runs outside of a transaction are done, and can only be recorded: by the user who
     * migrates, and waiting as long as it takes. Whether the lock is still held is for the next to find out.
     */
    public void leaveForRecording() {
        allowWaiting();
        restoreUser(look());
    }

    /**
     * All is done.
     *
     * @throws LockLostException if the session does not hold the lock any more
     */
    public void prove() {
        if (before != null) {
            connection.betweenTransactions(() -> settle(look()));
        }
    }

    /** Whether a changeset has changed the session, so that it had to be restored. */
    public boolean hasRestored() {
        return restored;
    }

    /** Lets statements wait for locks without limit, until {@link #limitWaiting()}. */
    public void allowWaiting() {
        setLockTimeout(Duration.ZERO);
    }

    /** Takes {@link #allowWaiting()} back. */
    public void limitWaiting() {
        cleanUp(() -> setLockTimeout(timeouts.lock()));
    }

    /**
     * Settings are compared between transactions: within one, Liquibase sets the search path for itself ({@code
     * PostgresDatabase.rollback}).
     */
    private void settle(Sight sight) {
        proveHeld(sight);
        if (before == null) {
            before = sight;
        } else if (!sight.isSame(before)) {
            restore(sight, before);
        }
    }

    private void proveHeld(Sight sight) {
        if (!sight.held()) {
            throw new LockLostException(key, changeSet);
        }
    }

    private void restoreUser(Sight now) {
        if (role != null && role.isAssumed()) {
            putRoleDown();
        } else if (before != null && !now.isSameUser(before)) {
            restore(now, before);
        }
    }

    private void restore(Sight now, Sight wanted) {
        if (role == null || !now.isSame(wanted.under(role.name()))) {
            restored = true;
            log.warn(
                    "Changeset {} has changed the session ({} instead of {}): undone, so that it does not change what comes after it",
                    changeSet,
                    now,
                    wanted);
        }
        // setting who the session is ends a role that it plays, so that the order matters
        connection
                .jdbc()
                .sql("""
                        select pg_catalog.set_config('session_authorization', :user::pg_catalog.text, false),
                               pg_catalog.set_config('role', :role::pg_catalog.text, false),
                               pg_catalog.set_config('search_path', :path::pg_catalog.text, false)
                        """)
                .param("user", wanted.user())
                .param("role", wanted.role())
                .param("path", wanted.searchPath())
                .query()
                .singleRow();
        if (!now.application().equals(wanted.application())) {
            // RESET ALL, which takes with it how soon the server notices that we are gone
            connection.applySettings();
        }
    }

    /** What the session is, and gives it the limits back that it had before. */
    private Sight look(Sight limits) {
        return look(limits.lockTimeout(), limits.statementTimeout());
    }

    private Sight look() {
        return look(null, null);
    }

    private Sight look(@Nullable String lockTimeout, @Nullable String statementTimeout) {
        JdbcClient jdbc = connection.jdbc();
        return jdbc.sql("""
                        select %s as held,
                               pg_catalog.current_setting('session_authorization') as session_user_name,
                               pg_catalog.current_setting('role') as role,
                               pg_catalog.current_setting('search_path') as search_path,
                               pg_catalog.current_setting('application_name') as application,
                               pg_catalog.current_setting('lock_timeout') as lock_timeout,
                               pg_catalog.current_setting('statement_timeout') as statement_timeout,
                               pg_catalog.set_config('lock_timeout',
                                   coalesce(:lock::pg_catalog.text, pg_catalog.current_setting('lock_timeout')), false),
                               pg_catalog.set_config('statement_timeout',
                                   coalesce(:statement::pg_catalog.text, pg_catalog.current_setting('statement_timeout')), false)
                        """.formatted(Held.isHeldBySession(key)))
                .param("lock", lockTimeout)
                .param("statement", statementTimeout)
                .query((row, number) -> new Sight(
                        row.getBoolean("held"),
                        row.getString("session_user_name"),
                        row.getString("role"),
                        row.getString("search_path"),
                        row.getString("application"),
                        row.getString("lock_timeout"),
                        row.getString("statement_timeout")))
                .single();
    }

    private void setLockTimeout(Duration timeout) {
        connection.jdbc().sql("set lock_timeout = " + timeout.toMillis()).update();
    }

    /** Gives the session back as it was before the first changeset: what comes now is to be done by the user who migrates. */
    @Override
    public void close() {
        Sight first = before;
        if (first != null) {
            cleanUp(() -> {
                Sight last = look(first);
                if (!last.isSame(first)) {
                    restore(last, first);
                }
            });
        }
    }

    /** What fails here must not hide why it was to be cleaned up. */
    private void cleanUp(Runnable work) {
        if (connection.isLost()) {
            return;
        }
        try {
            connection.cleanUp(work);
        } catch (DataAccessException e) {
            connection.doubt("could not be given its limits back", e);
        }
    }

    private record Sight(
            boolean held,
            String user,
            String role,
            String searchPath,
            String application,
            String lockTimeout,
            String statementTimeout) {

        Sight under(String other) {
            return new Sight(held, user, other, searchPath, application, lockTimeout, statementTimeout);
        }

        boolean isSame(Sight other) {
            return isSameUser(other) && searchPath.equals(other.searchPath) && application.equals(other.application);
        }

        boolean isSameUser(Sight other) {
            return user.equals(other.user) && role.equals(other.role);
        }

        @Override
        public String toString() {
            return "user %s, role %s, search_path %s, application %s".formatted(user, role, searchPath, application);
        }
    }
}
