package io.lockgate.lock;

import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.Pooler;
import io.lockgate.database.SpareConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.springframework.dao.DataAccessException;

/**
 * Finds out whether an advisory lock means anything here, before anything is changed. Where that is in doubt, it refuses: a
 * lock that everybody gets is worse than none.
 */
public final class LockPreflight {

    /** A pooler that is busy gives a second client another process most of the time. */
    private static final int ROUNDS = 3;

    private final Pooler pooler;

    private final SpareConnections spare;

    /** What is accepted, and where a second connection is to be had from. */
    public LockPreflight(Pooler pooler, SpareConnections spare) {
        this.pooler = pooler;
        this.spare = spare;
    }

    /**
     * To be asked before a lock is taken.
     *
     * @throws io.lockgate.LockgateException of a kind of its own for a hot standby, a read-only session, a pooler, and a
     *     database that knows no advisory locks
     */
    public void check(MigrationConnection connection) {
        Server server = server(connection);
        if (server.inRecovery()) {
            throw new HotStandbyException();
        }
        if (server.readOnly() || connection.isReadOnly()) {
            throw new ReadOnlySessionException();
        }
        if (connection.isPooled()) {
            boolean byTransaction = poolsByTransaction(connection);
            if (byTransaction || pooler == Pooler.REFUSE) {
                throw new PoolerException(byTransaction);
            }
        }
    }

    /**
     * To be asked as soon as a lock is held: whether the server sees it in our hands, and refuses it to others.
     *
     * @throws io.lockgate.LockgateException if it does not; the connection is given up
     */
    public void check(MigrationConnection connection, Held held) {
        if (!held.isHeld()) {
            connection.doubt("was granted a lock that its server does not know of", null);
            throw AdvisoryLockMeaninglessException.unseen(held.key());
        }
        boolean granted = spare.ask(
                        "it is not proved that others are refused the lock " + held.key(),
                        other -> isGranted(held.key(), connection, other))
                .orElse(false);
        if (granted) {
            judge(connection, held);
        }
    }

    /**
     * Another session was granted the lock. That is so as well where ours was ended in between: then asking ours fails, and nothing
     * is said of the server.
     */
    private static void judge(MigrationConnection connection, Held held) {
        boolean shared = held.isHeld();
        connection.doubt("was granted a lock that another session was granted, too", null);
        throw shared ? AdvisoryLockMeaninglessException.shared(held.key()) : new LockLostException(held.key(), null);
    }

    private static Server server(MigrationConnection connection) {
        try {
            return connection
                    .jdbc()
                    .sql("""
                            select pg_catalog.pg_is_in_recovery(),
                                   pg_catalog.current_setting('transaction_read_only')::boolean
                            """)
                    .query((row, number) -> new Server(row.getBoolean(1), row.getBoolean(2)))
                    .single();
        } catch (DataAccessException e) {
            if (FailureKind.isUnsupported(e)) {
                throw AdvisoryLockMeaninglessException.unknown(FailureKind.reason(e), e);
            }
            throw e;
        }
    }

    /**
     * Whether a pooler hands the process that serves us on to others between our transactions. It is seen to where a process
     * serves a second client in a transaction, and us no more, or both.
     */
    private boolean poolsByTransaction(MigrationConnection connection) {
        int ours = process(connection);
        return IntStream.range(0, ROUNDS)
                .anyMatch(round -> spare.ask(
                                "it is not seen whether the pooler pools by transaction",
                                other -> isHandedOn(ours, connection, other))
                        .orElseGet(() -> process(connection) != ours));
    }

    private static boolean isHandedOn(int ours, MigrationConnection connection, Connection other) throws SQLException {
        boolean autoCommit = other.getAutoCommit();
        other.setAutoCommit(false);
        try {
            int theirs = process(other);
            // asked in any case: the number of a process that has ended may be given to another
            boolean moved = process(connection) != ours;
            return moved || theirs == ours;
        } finally {
            other.rollback();
            other.setAutoCommit(autoCommit);
        }
    }

    private static int process(MigrationConnection connection) {
        return connection
                .jdbc()
                .sql("select pg_catalog.pg_backend_pid()")
                .query(Integer.class)
                .single();
    }

    private static int process(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Released at once if it was granted; in one statement, so that a pooler cannot come in between. */
    private static boolean isGranted(LockKey key, MigrationConnection connection, Connection other)
            throws SQLException {
        if (connection.isSame(other)) {
            return false;
        }
        int ours = process(connection);
        try (Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("""
                        select shared,
                               case when shared then false
                                    when pg_catalog.pg_try_advisory_lock(%2$s) then pg_catalog.pg_advisory_unlock(%2$s)
                                    else false end
                          from (select pg_catalog.pg_backend_pid() operator(pg_catalog.=) %1$d as shared) process
                        """.formatted(ours, key.literal()))) {
            row.next();
            if (row.getBoolean(1) && process(connection) == ours) {
                connection.doubt("shares its server process with other clients", null);
                throw new PoolerException(true);
            }
            return row.getBoolean(2);
        }
    }

    private record Server(boolean inRecovery, boolean readOnly) {}
}
