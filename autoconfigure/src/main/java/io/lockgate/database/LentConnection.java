package io.lockgate.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection as it is lent to Liquibase.
 *
 * <p>Liquibase commits a changeset, and then its row in the history in a second transaction (liquibase issue 7442); whoever
 * dies in between has executed a changeset that nobody knows of. Here the first of the two commits can be swallowed.
 */
final class LentConnection implements InvocationHandler {

    private static final String CANCELLED = "57014";

    private final Connection target;

    private final Cancellation cancellation;

    private final Connection proxy;

    /** As the borrower knows it: a lost connection cannot be asked, and must not let a commit pass for autocommit. */
    private boolean autoCommit = true;

    /** What is done in place of the next commit, if that is to be swallowed. */
    private @Nullable BooleanSupplier insteadOfCommit;

    private @Nullable StatementInterceptor interceptor;

    /** The first failure after which the connection was closed: later ones say no more than that it is. */
    private @Nullable SQLException end;

    private @Nullable Runnable afterRollback;

    /** Statements were made since {@link #markUnused}. */
    private boolean used;

    /** Somebody may have got hold of the target since {@link #markUnused}. */
    private boolean reachedPast;

    /** What was done cannot be undone any more, and is only to be recorded: a cancellation comes too late. */
    private boolean finishing;

    private @Nullable Runnable beforeRecording;

    private @Nullable Runnable beforeCommit;

    private int commits;

    /** A commit was swallowed and its transaction is still open. */
    private boolean owing;

    LentConnection(Connection target, Cancellation cancellation) {
        this.target = target;
        this.cancellation = cancellation;
        this.proxy = (Connection)
                Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    Connection proxy() {
        return proxy;
    }

    void deferNextCommit(BooleanSupplier instead) {
        insteadOfCommit = instead;
    }

    void commitAsAsked() {
        insteadOfCommit = null;
        finishing = false;
        beforeRecording = null;
        beforeCommit = null;
    }

    void beforeRecording(boolean inTransaction, Runnable before) {
        beforeCommit = inTransaction ? before : null;
        beforeRecording = inTransaction ? null : before;
    }

    void watch(@Nullable StatementInterceptor aroundStatements, @Nullable Runnable rolledBack) {
        interceptor = aroundStatements;
        afterRollback = rolledBack;
    }

    void markUnused() {
        used = false;
        reachedPast = false;
    }

    boolean isReachedPast() {
        return reachedPast;
    }

    boolean isUsed() {
        return used;
    }

    void letFinish(Runnable before) {
        finishing = true;
        beforeRecording = before;
    }

    int commits() {
        return commits;
    }

    @Nullable
    SQLException end() {
        return end;
    }

    /** Remembers a failure that has closed the connection; a pool that says no more than that it is closed names no reason. */
    void failed(SQLException failure) {
        if (end == null && FailureKind.isTold(failure) && MigrationConnection.isClosed(target)) {
            end = failure;
        }
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] == self;
            case "hashCode" -> System.identityHashCode(self);
            case "close" -> {
                rollBackWhatIsOpen();
                yield null;
            }
            case "commit" -> {
                commit();
                yield null;
            }
            case "rollback" -> {
                if (arguments == null) {
                    insteadOfCommit = null;
                    owing = false;
                }
                if (isLost()) {
                    yield null;
                }
                Object result = onTarget(method, arguments);
                if (arguments == null) {
                    rolledBack();
                }
                yield result;
            }
            case "getAutoCommit" -> isLost() ? autoCommit : target.getAutoCommit();
            case "setAutoCommit" -> {
                settleBefore(arguments);
                prepareRecording(arguments);
                autoCommit = arguments != null && Boolean.TRUE.equals(arguments[0]);
                yield isLost() ? null : onTarget(method, arguments);
            }
            case "createStatement", "prepareStatement", "prepareCall" -> {
                refuseWhenCancelled();
                used = true;
                yield intercepted(onTarget(method, arguments), arguments);
            }
            case "unwrap" -> {
                reachedPast = true;
                yield onTarget(method, arguments);
            }
            case "getMetaData" ->
                onTarget(method, arguments) instanceof DatabaseMetaData data ? leadingBack(data) : null;
            default -> onTarget(method, arguments);
        };
    }

    private @Nullable Object intercepted(@Nullable Object statement, @Nullable Object @Nullable [] arguments) {
        return statement instanceof Statement created
                ? InterceptedStatement.of(created, arguments, this::execute, proxy, () -> reachedPast = true)
                : statement;
    }

    /** The metadata knows the connection that it is asked on. */
    private DatabaseMetaData leadingBack(DatabaseMetaData data) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                DatabaseMetaData.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (self, method, arguments) ->
                        method.getName().equals("getConnection") ? proxy : on(data, method, arguments));
    }

    private @Nullable Object execute(String sql, boolean complete, StatementInterceptor.Execution statement)
            throws SQLException {
        StatementInterceptor.Execution observed = () -> {
            try {
                return statement.execute();
            } catch (SQLException e) {
                failed(e);
                throw e;
            }
        };
        return interceptor == null ? observed.execute() : interceptor.execute(sql, complete, observed);
    }

    private @Nullable Object onTarget(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return on(target, method, arguments);
    }

    private @Nullable Object on(Object receiver, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof SQLException failure) {
                failed(failure);
            }
            throw e.getTargetException();
        }
    }

    private void commit() throws SQLException {
        refuseWhenCancelled();
        BooleanSupplier instead = insteadOfCommit;
        insteadOfCommit = null;
        if (instead != null) {
            try (Statement statement = target.createStatement()) {
                statement.execute("set constraints all immediate");
            }
            owing = instead.getAsBoolean();
        } else {
            owing = false;
            if (beforeCommit != null) {
                Runnable before = beforeCommit;
                beforeCommit = null;
                before.run();
            }
        }
        if (!owing) {
            target.commit();
            commits++;
        }
    }

    /** Switching to autocommit commits (JDBC 4.3, 10.1.1): a changeset whose history row never came must not slip through. */
    private void settleBefore(@Nullable Object @Nullable [] arguments) throws SQLException {
        if (owing && arguments != null && Boolean.TRUE.equals(arguments[0])) {
            rollBackWhatIsOpen();
        }
    }

    /** Once the changes that run in autocommit are done, Liquibase opens a transaction to record them. */
    private void prepareRecording(@Nullable Object @Nullable [] arguments) {
        if (beforeRecording != null && arguments != null && Boolean.FALSE.equals(arguments[0])) {
            Runnable before = beforeRecording;
            beforeRecording = null;
            before.run();
        }
    }

    /**
     * Whether the connection broke, and was closed by its pool. The server has rolled back what was open, and nothing is left
     * to clean up; what Liquibase does to clean up must not fail, or it would hide why the connection broke.
     */
    private boolean isLost() throws SQLException {
        return target.isClosed();
    }

    private void rollBackWhatIsOpen() throws SQLException {
        insteadOfCommit = null;
        owing = false;
        if (!isLost() && !target.getAutoCommit()) {
            target.rollback();
            rolledBack();
        }
    }

    private void rolledBack() {
        if (afterRollback != null) {
            afterRollback.run();
        }
    }

    private void refuseWhenCancelled() throws SQLException {
        if (cancellation.isRequested() && !finishing) {
            throw new SQLException("The migration is being cancelled", CANCELLED);
        }
    }
}
