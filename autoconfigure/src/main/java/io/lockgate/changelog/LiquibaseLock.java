package io.lockgate.changelog;

import io.lockgate.database.Cancellation;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.Held;
import io.lockgate.lock.LockDeadline;
import io.lockgate.lock.LockKey;
import io.lockgate.lock.LockNotAcquiredException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Liquibase's own lock, taken as well where its table exists, so that neither a pod of before the adoption nor Liquibase's
 * command line runs beside us. Only taken under an advisory lock of its own, since histories of one schema share the table;
 * that is why a row left by one of us is stale by proof.
 */
public final class LiquibaseLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiquibaseLock.class);

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

    private final MigrationConnection connection;

    private final String table;

    private final TrustedTable trusted;

    private final String owner;

    private final LockKey key;

    private @Nullable Held held;

    private LiquibaseLock(MigrationConnection connection, ChangelogTarget target, String owner) {
        this.connection = connection;
        this.table = target.liquibaseLock();
        this.trusted = TrustedTable.liquibaseLock(target);
        this.key = target.liquibaseLockKey();
        this.owner = owner;
    }

    /**
     * Takes the lock, if its table exists.
     *
     * @param run the id of the run, by which the row names its owner
     * @param deadline the one of the whole acquisition: what was waited for another lock counts
     * @throws LockNotAcquiredException when somebody else's row was in the way until then
     */
    public static LiquibaseLock acquire(
            MigrationConnection connection,
            ChangelogTarget target,
            String run,
            LockDeadline deadline,
            Cancellation cancellation) {
        LiquibaseLock lock = new LiquibaseLock(connection, target, LockLeftBehind.OURS + run);
        try {
            lock.acquire(deadline, cancellation);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        return lock;
    }

    private void acquire(LockDeadline deadline, Cancellation cancellation) {
        if (!exists()) {
            return;
        }
        held = AdvisoryLock.on(connection, key)
                .acquire(deadline, cancellation, AdvisoryLock.Waiting.FOR_THE_LOCK)
                .orElse(null);
        boolean told = false;
        while (!tryLock()) {
            String lockedBy = Objects.requireNonNullElse(lockedBy(), "nobody any more");
            if (deadline.isOver()) {
                throw new LockNotAcquiredException(table, deadline.timeout(), lockedBy, releaseStatement());
            }
            if (!told) {
                log.info("Waiting for Liquibase's own lock in {}, locked by {}", table, lockedBy);
                told = true;
            }
            cancellation.sleep(deadline.pause());
        }
    }

    private boolean tryLock() {
        int updated = connection
                .jdbc()
                .sql("""
                        update %s
                           set locked = true, lockgranted = current_timestamp, lockedby = :owner::pg_catalog.text
                         where id operator(pg_catalog.=) 1
                           and (not locked or pg_catalog.starts_with(lockedby, :ours::pg_catalog.text))
                        """.formatted(table))
                .param("owner", owner)
                .param("ours", LockLeftBehind.OURS)
                .update();
        return updated > 0 || (lockedBy() == null && insert());
    }

    private boolean insert() {
        return connection.jdbc().sql("""
                                insert into %s (id, locked, lockgranted, lockedby)
                                values (1, true, current_timestamp, ?::pg_catalog.text)
                                on conflict do nothing
                                """.formatted(table)).param(owner).update() > 0;
    }

    /** Who holds the lock, with its host and time; null where the table has no row yet. */
    private @Nullable String lockedBy() {
        return connection
                .jdbc()
                .sql("""
                        select pg_catalog.concat(coalesce(pg_catalog.left(lockedby, 255), 'nobody'), ' since ',
                                                 coalesce(lockgranted::pg_catalog.text, 'unknown'))
                          from %s
                         where id operator(pg_catalog.=) 1
                        """.formatted(table))
                .query(String.class)
                .optional()
                .map(LiquibaseLock::inOneLine)
                .orElse(null);
    }

    /** Whoever may write the table does not write lines of our log. */
    private static String inOneLine(String text) {
        return CONTROLS.matcher(text).replaceAll("?");
    }

    /** A table that somebody else has put there would let us run its triggers where Liquibase alone writes no lock. */
    private boolean exists() {
        return trusted.look(connection.jdbc()) == TrustedTable.State.TRUSTED;
    }

    /** Statement for people, who may run it as it is. */
    private String releaseStatement() {
        return "update %s set locked = false, lockgranted = null, lockedby = null where id = 1".formatted(table);
    }

    @Override
    public void close() {
        connection.cleanUp(this::release);
        if (held != null) {
            held.close();
        }
    }

    private void release() {
        connection.endTransaction();
        try {
            if (!connection.isLost() && exists()) {
                connection.jdbc().sql("""
                                update %s
                                   set locked = false, lockgranted = null, lockedby = null
                                 where id operator(pg_catalog.=) 1 and lockedby operator(pg_catalog.=) ?::pg_catalog.text
                                """.formatted(table)).param(owner).update();
            }
        } catch (RuntimeException e) {
            log.warn("Could not release Liquibase's own lock in {}: the next run of Lockgate takes it over", table, e);
        }
    }
}
