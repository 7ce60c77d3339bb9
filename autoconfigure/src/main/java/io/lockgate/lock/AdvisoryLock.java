package io.lockgate.lock;

import io.lockgate.database.Cancellation;
import io.lockgate.database.MigrationConnection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A session-level advisory lock of PostgreSQL (PostgreSQL documentation, 13.3.5 and 9.28.10): held by the session of one
 * connection until it is released or the session ends, for whatever reason.
 */
public final class AdvisoryLock {

    private final MigrationConnection connection;

    private final LockKey key;

    private AdvisoryLock(MigrationConnection connection, LockKey key) {
        this.connection = connection;
        this.key = key;
    }

    /** A lock that the session of a connection will hold. */
    public static AdvisoryLock on(MigrationConnection connection, LockKey key) {
        return new AdvisoryLock(connection, key);
    }

    /** What somebody who waits for the lock wants to know and to be asked. */
    public interface Waiting {

        /** Waits for the lock itself, and says nothing. */
        Waiting FOR_THE_LOCK = new Waiting() {
            @Override
            public void lockIsTaken(LockKey key, @Nullable LockHolder holder) {}

            @Override
            public boolean isPointless() {
                return false;
            }
        };

        /** The lock is taken; called after every failed attempt. */
        void lockIsTaken(LockKey key, @Nullable LockHolder holder);

        /** Whether what the lock was wanted for has been done by others meanwhile. */
        boolean isPointless();
    }

    /**
     * Acquires the lock, waiting for it until a deadline.
     *
     * @return the lock, or nothing if waiting for it has become pointless
     * @throws LockNotAcquiredException when it was not free in time; it names the holder
     * @throws io.lockgate.database.RunCancelledException when the run is to stop
     */
    public Optional<Held> acquire(LockDeadline deadline, Cancellation cancellation, Waiting waiting) {
        Takeover takeover = Takeover.as(deadline.patience());
        while (true) {
            cancellation.check();
            if (tryLock(cancellation)) {
                return Optional.of(new Held(connection, key));
            }
            LockHolder holder = holder(connection.jdbc(), key).orElse(null);
            if (deadline.isOver()) {
                throw new LockNotAcquiredException(key, deadline.timeout(), holder);
            }
            waiting.lockIsTaken(key, holder);
            if (takeover.end(connection.jdbc(), key)) {
                continue;
            }
            cancellation.sleep(deadline.pause());
            if (waiting.isPointless()) {
                return Optional.empty();
            }
        }
    }

    /** A lock that was free, and the answer to what was asked as soon as it was held. */
    public record Granted(Held held, String answer) {}

    /**
     * Acquires the lock if it is free, and asks something under it, in one round trip: in a transaction of its own, so that the
     * answer is of a moment at which the lock was held.
     *
     * @param question a query for one value that is not null
     * @return nothing, if somebody else holds the lock
     */
    public Optional<Granted> tryAcquire(String question, Cancellation cancellation) {
        cancellation.check();
        try {
            List<@Nullable String> answers = connection.script(
                    "begin; select pg_catalog.pg_try_advisory_lock(%s); commit; %s".formatted(key.literal(), question));
            return "t".equals(answers.get(0))
                    ? Optional.of(new Granted(new Held(connection, key), String.valueOf(answers.get(1))))
                    : Optional.empty();
        } catch (DataAccessException e) {
            throw notKnown(e, cancellation);
        }
    }

    private boolean tryLock(Cancellation cancellation) {
        try {
            return connection
                    .jdbc()
                    .sql("select pg_catalog.pg_try_advisory_lock(?::bigint)")
                    .param(key.toString())
                    .query(Boolean.class)
                    .single();
        } catch (DataAccessException e) {
            throw notKnown(e, cancellation);
        }
    }

    /** The session may hold the lock without our knowing: it is given up. */
    private LockFailedException notKnown(DataAccessException failure, Cancellation cancellation) {
        connection.doubt("could not ask for the lock " + key, failure);
        cancellation.check();
        return new LockFailedException(key, failure);
    }

    /**
     * The session that holds a lock right now, if any.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    public static Optional<LockHolder> holder(JdbcClient jdbc, LockKey key) {
        return jdbc.sql("""
                        select a.pid, a.application_name, a.backend_start,
                               case when a.state operator(pg_catalog.=) 'active' then a.query end as query
                          from pg_catalog.pg_locks l
                          join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid
                         where %s
                         limit 1
                        """.formatted(key.isGranted()))
                .query((row, number) -> new LockHolder(
                        row.getInt("pid"),
                        row.getString("application_name"),
                        row.getTimestamp("backend_start") == null
                                ? null
                                : row.getTimestamp("backend_start").toInstant(),
                        row.getString("query")))
                .optional();
    }
}
