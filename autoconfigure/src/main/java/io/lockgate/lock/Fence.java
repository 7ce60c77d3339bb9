package io.lockgate.lock;

import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.MigrationConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Keeps the session of a lock what it was when it took the lock, whatever changesets do with it: one that no longer holds
 * the lock is not worked with any further, and a role or a search path that a changeset has set does not outlive it.
 */
public final class Fence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Fence.class);

    private final MigrationConnection connection;

    private final LockKey key;

    private final DdlTimeouts timeouts;

    private @Nullable SessionSnapshot before;

    private @Nullable String changeSet;

    private @Nullable AssumedRole role;

    private @Nullable ChangeSetTransaction transaction;

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

    /** Returns whether changesets run under a role that is not that of the session. */
    public boolean hasRole() {
        return role != null;
    }

    /**
     * Lets statements run under the role of changesets from now on.
     *
     * @throws RoleLeftException if the changeset should, and has become somebody else
     */
    public void keepRole() {
        if (role != null && before != null) {
            role.keep(before.user(), changeSet);
        }
    }

    /**
     * Lets statements run as the user who migrates from now on.
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
        SessionSnapshot first = before;
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
            SessionSnapshot now = look(before, ChangeSetTransaction.BEFORE);
            boolean restoredIt = settle(now);
            boolean assumedIt = assumeRole();
            // to restore and to assume takes transactions of its own
            SessionSnapshot last = restoredIt || assumedIt ? look(null, ChangeSetTransaction.BEFORE) : now;
            transaction = new ChangeSetTransaction(last.transaction());
        });
        connection.markUnused();
        changeSet = next;
        limited = false;
    }

    private boolean assumeRole() {
        if (role == null) {
            return false;
        }
        role.assume();
        return true;
    }

    /**
     * A change is about to run: limits how long its statements may wait and take. Not earlier, since a precondition that runs
     * into a limit may be taken for one that does not hold; and by {@code SET}, which does not begin the snapshot of a
     * transaction, so that the change may still set its isolation. The mark is set along with it.
     */
    public void limit() {
        if (limited) {
            return;
        }
        limited = true;
        String limits = "set %s = %s; set lock_timeout = %d"
                .formatted(
                        SessionSnapshot.MARK,
                        ChangeSetTransaction.WITHIN,
                        timeouts.lock().toMillis());
        if (timeouts.statement() != null) {
            limits += "; set statement_timeout = " + timeouts.statement().toMillis();
        }
        connection.jdbc().sql(limits).update();
        connection.markUnused();
        if (transaction != null) {
            transaction.begin();
        }
    }

    /**
     * The changes of the changeset are done, but not recorded yet: proves that the lock is still held, and lets nobody else
     * record it.
     *
     * @return whether it can be recorded in its transaction: not in one that cannot write, which has nothing to commit, either
     * @throws LockLostException if the session does not hold the lock any more
     */
    public boolean leave() {
        SessionSnapshot now = look();
        proveHeld(now);
        if (transaction != null) {
            transaction.done(now.transaction());
            if (!transaction.isWhole()) {
                log.warn(
                        "Changeset {} ends its transaction by itself: if it fails halfway, a part of it stays, and is executed again",
                        changeSet);
            }
        }
        restoreUser(now);
        return !now.readOnly();
    }

    /**
     * The borrower of the connection has rolled back: asks the server what that has undone. Preconditions are rolled back
     * before the changes begin; only where they have asked the database something, the count begins anew.
     */
    public void rolledBack() {
        ChangeSetTransaction current = transaction;
        if (current == null || (limited ? !current.isChanging() : !connection.isUsed())) {
            return;
        }
        cleanUp(() -> connection.betweenTransactions(() -> {
            if (limited) {
                SessionSnapshot now = look();
                current.rolledBack(now.mark(), now.transaction());
            } else {
                current.beginsAfter(look(null, ChangeSetTransaction.BEFORE).transaction());
            }
        }));
        connection.markUnused();
    }

    /** The changeset has failed, or is recorded: what happens now is not its doing. */
    public void settle() {
        if (transaction != null) {
            transaction.settle();
        }
    }

    /** Returns whether all changes of the changeset were done in one transaction. */
    public boolean wasInOneTransaction() {
        return transaction != null && transaction.isWhole();
    }

    /**
     * Code has executed a statement in the transaction of its changeset: asks for the id of the transaction, once. Not earlier, since a
     * question before the first statement would keep the code from setting its isolation.
     */
    public void identify() {
        if (transaction != null && transaction.lacksId()) {
            transaction.identify(
                    look().transaction(), TransactionId.of(connection).orElse(null));
        }
    }

    /**
     * The part of a changeset that is still there after its connection was lost, as its server says on another one. If the code of the
     * changeset has got hold of the connection itself, it may have begun a transaction that nobody has seen.
     */
    public Remains remainsAfterLoss() {
        if (transaction == null) {
            return Remains.UNKNOWN;
        }
        Remains remains = transaction.remainsAfterLoss(connection);
        return connection.isReachedPast() && remains == Remains.NOTHING && !transaction.isWhole()
                ? Remains.UNKNOWN
                : remains;
    }

    /** The part of the changeset that is still there, if it has failed in a transaction. */
    public Remains remains() {
        return transaction == null ? Remains.UNKNOWN : transaction.remains();
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
     *
     * @return whether they had to be restored
     */
    private boolean settle(SessionSnapshot now) {
        proveHeld(now);
        if (before == null) {
            before = now;
        } else if (!now.isSame(before)) {
            restore(now, before);
            return true;
        }
        return false;
    }

    private void proveHeld(SessionSnapshot now) {
        if (!now.held()) {
            throw new LockLostException(key, changeSet);
        }
    }

    private void restoreUser(SessionSnapshot now) {
        if (role != null && role.isAssumed()) {
            putRoleDown();
        } else if (before != null && !now.isSameUser(before)) {
            restore(now, before);
        }
    }

    private void restore(SessionSnapshot now, SessionSnapshot wanted) {
        if (role == null || !now.isSame(wanted.under(role.name()))) {
            restored = true;
            log.warn(
                    "Changeset {} has changed the session ({} instead of {}): undone, so that it does not change what comes after it",
                    changeSet,
                    now,
                    wanted);
        }
        wanted.restore(connection, now);
    }

    /** Looks at the session, and gives it the limits back that it had then. */
    private SessionSnapshot look(@Nullable SessionSnapshot limits, String mark) {
        return SessionSnapshot.take(connection, key, limits, mark);
    }

    private SessionSnapshot look() {
        return SessionSnapshot.take(connection, key, null, null);
    }

    private void setLockTimeout(Duration timeout) {
        connection.jdbc().sql("set lock_timeout = " + timeout.toMillis()).update();
    }

    /** Gives the session back as it was before the first changeset: what comes now is to be done by the user who migrates. */
    @Override
    public void close() {
        SessionSnapshot first = before;
        if (first != null) {
            cleanUp(() -> {
                SessionSnapshot last = look(first, "");
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
}
