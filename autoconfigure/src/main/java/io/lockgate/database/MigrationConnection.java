package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one physical connection of a run: it carries the lock, the history and the changes, so that nothing of a run
 * outlives it. If it dies, PostgreSQL rolls back what was open and frees the lock.
 *
 * <p>Used by the run's thread alone, but for {@link #cancelStatement()} and {@link #abort()}.
 */
public final class MigrationConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MigrationConnection.class);

    private final Connection connection;

    /** Data source that it comes from. */
    private final DataSource origin;

    private final SessionSettings settings;

    private final Session session;

    private final LentConnection lent;

    private final boolean postgres;

    private final DataSource dataSource;

    private final JdbcClient jdbc;

    private volatile boolean inDoubt;

    /** True if the session was gone before we gave the connection up. */
    private volatile boolean lostBefore;

    private final CancelRequests cancelRequests;

    private final Cancellation cancellation;

    private MigrationConnection(
            Connection connection,
            DataSource origin,
            SessionSettings settings,
            Session session,
            Cancellation cancellation)
            throws SQLException {
        this.connection = connection;
        this.origin = origin;
        this.settings = settings;
        this.session = session;
        this.cancellation = cancellation;
        this.lent = new LentConnection(connection, cancellation);
        this.postgres = Session.isPostgres(connection);
        this.cancelRequests = new CancelRequests(connection);
        this.dataSource = new SingleConnectionDataSource(connection, true);
        this.jdbc = JdbcClient.create(dataSource);
    }

    static MigrationConnection open(DataSource dataSource, SessionSettings settings, Cancellation cancellation)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new MigrationConnection(
                    connection, dataSource, settings, settings.applyTo(connection), cancellation);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Opens another connection to the same database.
     *
     * @return empty, where none arrived within two seconds
     * @throws RunCancelledException if the run is to stop
     */
    public Optional<MigrationConnection> openAnother() {
        try {
            return Optional.of(DatabaseWait.openSoon(origin, settings, cancellation));
        } catch (DatabaseUnavailableException e) {
            log.debug("Could not open another connection", e);
            return Optional.empty();
        }
    }

    /** Tells work on this connection that the run should stop. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Whether the database is a PostgreSQL, as far as its driver tells. */
    public boolean isPostgres() {
        return postgres;
    }

    /** The process id of the server process that serves the session; 0 if it was not asked. */
    public int serverProcess() {
        return session.process();
    }

    /** Whether a pooler, such as PgBouncer, stands between us and the server. */
    public boolean isPooled() {
        return translated("ask the driver for the server process", () -> session.isPooled(connection));
    }

    /** Whether the driver, or the pool, starts transactions that cannot write. */
    public boolean isReadOnly() {
        return translated("ask the driver whether it is read-only", connection::isReadOnly);
    }

    /**
     * The connection as Liquibase sees it: it cannot be closed, starts no statement once the run is cancelled, and
     * commits as {@link #deferNextCommit} says.
     */
    public Connection lend() {
        return lent.proxy();
    }

    /** SQL of our own on this connection, in autocommit. */
    public JdbcClient jdbc() {
        return jdbc;
    }

    /**
     * Swallows the next commit of the lent connection, so that what it would have committed lands together with what
     * follows in the same transaction. What a commit would refuse is refused in its place: deferred constraints are
     * checked at once ({@code SET CONSTRAINTS ALL IMMEDIATE}).
     *
     * @param instead done in the place of the commit, in the transaction, and tells whether the commit is to be swallowed at all;
     *     what it throws fails the commit
     */
    public void deferNextCommit(BooleanSupplier instead) {
        lent.deferNextCommit(instead);
    }

    /** Takes {@link #deferNextCommit} and {@link #letFinish} back. */
    public void commitAsAsked() {
        lent.commitAsAsked();
        cancelRequests.allow(true);
    }

    /**
     * Lets what took effect outside of a transaction be recorded, even if the run is cancelled meanwhile.
     *
     * @param before done once the changes are done, before they are recorded
     */
    public void letFinish(Runnable before) {
        cancelRequests.allow(false);
        lent.letFinish(before);
    }

    /**
     * Does something before a changeset without changes is recorded: before the commit that ends its preconditions, or, outside
     * of a transaction, before one begins. {@link #commitAsAsked()} takes it back.
     */
    public void beforeRecording(boolean inTransaction, Runnable before) {
        lent.beforeRecording(inTransaction, before);
    }

    /**
     * Watches the borrower of the lent connection, until {@link #stopWatching()}.
     *
     * @param aroundStatements stands around each of its statements
     * @param rolledBack told when it has rolled back a transaction
     */
    public void watch(StatementInterceptor aroundStatements, Runnable rolledBack) {
        lent.watch(aroundStatements, rolledBack);
    }

    /** Takes {@link #watch} back, and {@link #commitAsAsked()}. */
    public void stopWatching() {
        lent.watch(null, null);
        commitAsAsked();
    }

    /** Forgets that the lent connection has been used. */
    public void markUnused() {
        lent.markUnused();
    }

    /** Returns whether the borrower has made statements since {@link #markUnused()}. */
    public boolean isUsed() {
        return lent.isUsed();
    }

    /** Returns whether the borrower may have got hold of the connection itself since {@link #markUnused()}. */
    public boolean isReachedPast() {
        return lent.isReachedPast();
    }

    /** Whether each statement of the borrower is a transaction of its own. */
    public boolean isAutoCommit() {
        return translated("ask the driver for autocommit", connection::getAutoCommit);
    }

    /** Sets the session to what a run needs once more, after somebody has reset it. */
    public void applySettings() {
        try {
            settings.applyAgain(connection, session);
        } catch (SQLException e) {
            throw new UncategorizedSQLException("set the session", null, e);
        }
    }

    /** Whether another connection is the same one, by another name. */
    public boolean isSame(Connection other) throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                && other.isWrapperFor(PGConnection.class)
                && connection.unwrap(PGConnection.class) == other.unwrap(PGConnection.class);
    }

    /** How often the borrower of the lent connection has really committed. */
    public int commits() {
        return lent.commits();
    }

    /**
     * Does something outside of the borrower's transaction, where settings are those of the session; what the borrower has left
     * open is committed.
     */
    public void betweenTransactions(Runnable work) {
        try {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                work.run();
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw new UncategorizedSQLException("commit", null, e);
        }
    }

    /**
     * Executes statements, as they are, in one round trip; the connection is in autocommit, so that they may begin and end
     * transactions. If one fails, those after it are not executed, and the transaction that it is in is rolled back.
     *
     * @return the first value of each result, in order
     */
    public List<@Nullable String> script(String statements) {
        return translated("execute statements", () -> StatementSequence.execute(connection, statements));
    }

    /** Does something in a transaction of its own, which is rolled back if it fails; the connection is in autocommit. */
    public void inTransaction(Runnable work) {
        new TransactionTemplate(new DataSourceTransactionManager(dataSource))
                .executeWithoutResult(transaction -> work.run());
    }

    /**
     * Asks something in the transaction of the borrower, which goes on as if nobody had asked.
     *
     * @return empty, where the server refuses to tell
     */
    public <T> Optional<T> askInTransaction(Supplier<T> question) {
        return translated("ask in a savepoint", () -> {
            Savepoint before = connection.setSavepoint();
            try {
                T answer = question.get();
                connection.releaseSavepoint(before);
                return Optional.of(answer);
            } catch (DataAccessException e) {
                if (isLost()) {
                    throw e;
                }
                connection.rollback(before);
                log.debug("The server does not tell", e);
                return Optional.empty();
            }
        });
    }

    /** Whether the connection is gone: we gave it up, or its driver or pool closed it when the server or the network failed. */
    public boolean isLost() {
        return inDoubt || isClosed(connection);
    }

    /**
     * Returns whether the session was lost by no fault of what was executed in it: neither given up by us for what we found, nor
     * closed by driver or pool for an error that says something else. Whatever failed since then may succeed on a new connection.
     */
    public boolean isSevered() {
        boolean gone = inDoubt ? lostBefore : isClosed(connection);
        return gone && end().map(FailureKind::isTransient).orElse(true);
    }

    /** The failure of the borrower after which the connection was closed, where that is known. */
    public Optional<SQLException> end() {
        return Optional.ofNullable(lent.end());
    }

    /** Remembers a failure on this connection that may be why it is closed. */
    public void failed(Throwable failure) {
        FailureKind.rootSqlException(failure).ifPresent(lent::failed);
    }

    static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** Whether a failure is one of this connection, or passes by itself: then the run is to go again. */
    public boolean isToBlameFor(DataAccessException failure) {
        return isLost() || FailureKind.isTransient(failure);
    }

    /** Ends what the borrower of the lent connection has left open. */
    public void endTransaction() {
        if (isLost()) {
            doubt("is lost", null);
            return;
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            doubt("could not end its transaction", e);
        }
    }

    /** User and role of the session when it began. */
    public SessionUser user() {
        return session.user();
    }

    public SearchPath searchPath() {
        return new SearchPath(this, session.searchPath());
    }

    /**
     * Cancels the statement that the connection is executing, if any; for another thread than the run's. The request may
     * arrive too late or between two statements, so it is to be repeated until the run has ended (PostgreSQL documentation,
     * "Canceling Requests in Progress"). Does nothing on a database that is not a PostgreSQL.
     */
    public void cancelStatement() {
        if (postgres) {
            cancelRequests.send();
        }
    }

    /** Lets the run clean up after itself, left alone by {@link #cancelStatement()}. */
    public void cleanUp(Runnable work) {
        cancelRequests.allow(false);
        try {
            work.run();
        } finally {
            cancelRequests.allow(true);
        }
    }

    private static <T> T translated(String task, Call<T> call) {
        try {
            return call.call();
        } catch (SQLException e) {
            throw new UncategorizedSQLException(task, null, e);
        }
    }

    /** Cuts the connection; the server ends its session, and with it the lock, as soon as it notices. */
    public void abort() {
        doubt("was cut", null);
    }

    /**
     * Marks the connection as one that must not be used again, and cuts it: a session in doubt may still hold a lock, and
     * the pool would hand it on.
     */
    public void doubt(String why, @Nullable Throwable cause) {
        if (inDoubt) {
            return;
        }
        lostBefore = lostBefore || isClosed(connection) || (cause != null && FailureKind.isTransient(cause));
        inDoubt = true;
        log.warn("The connection of the migration {}: it is given up, not returned to its pool", why, cause);
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            log.debug("Could not abort the connection", e);
        }
    }

    /** Cuts a connection whose session is known to be gone, although the connection itself does not know. */
    void abandon(String why) {
        lostBefore = true;
        doubt(why, null);
    }

    /** Restores the session and returns the connection to its pool; one in doubt is evicted from it instead. */
    @Override
    public void close() {
        cancelRequests.allow(false);
        endTransaction();
        if (!inDoubt) {
            try {
                session.restore(connection);
            } catch (SQLException e) {
                doubt("could not restore its session", e);
            }
        }
        if (inDoubt) {
            letThePoolNotice();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("Could not close the connection", e);
        }
    }

    /** Pools evict a connection whose use fails with a SQLState of class 08, as that of an aborted one does. */
    private void letThePoolNotice() {
        try {
            connection.createStatement().execute("select 1");
        } catch (SQLException e) {
            log.trace("As expected, the connection is gone", e);
        }
    }

    @FunctionalInterface
    private interface Call<T> {

        T call() throws SQLException;
    }
}
