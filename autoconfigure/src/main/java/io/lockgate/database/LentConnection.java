package io.lockgate.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    private boolean deferring;

    /** What was done cannot be undone any more, and is only to be recorded: a cancellation comes too late. */
    private boolean finishing;

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

    void deferNextCommit() {
        deferring = true;
    }

    void commitAsAsked() {
        deferring = false;
        finishing = false;
    }

    void letFinish() {
        finishing = true;
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
                    deferring = false;
                    owing = false;
                }
                yield isLost() ? null : onTarget(method, arguments);
            }
            case "getAutoCommit" -> isLost() ? autoCommit : target.getAutoCommit();
            case "setAutoCommit" -> {
                settleBefore(arguments);
                autoCommit = arguments != null && Boolean.TRUE.equals(arguments[0]);
                yield isLost() ? null : onTarget(method, arguments);
            }
            case "createStatement", "prepareStatement", "prepareCall" -> {
                refuseWhenCancelled();
                yield onTarget(method, arguments);
            }
            default -> onTarget(method, arguments);
        };
    }

    private @Nullable Object onTarget(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private void commit() throws SQLException {
        refuseWhenCancelled();
        if (deferring) {
            deferring = false;
            try (Statement statement = target.createStatement()) {
                statement.execute("set constraints all immediate");
            }
            owing = true;
        } else {
            target.commit();
            owing = false;
        }
    }

    /** Switching to autocommit commits (JDBC 4.3, 10.1.1): a changeset whose history row never came must not slip through. */
    private void settleBefore(@Nullable Object @Nullable [] arguments) throws SQLException {
        if (owing && arguments != null && Boolean.TRUE.equals(arguments[0])) {
            rollBackWhatIsOpen();
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
        deferring = false;
        owing = false;
        if (!isLost() && !target.getAutoCommit()) {
            target.rollback();
        }
    }

    private void refuseWhenCancelled() throws SQLException {
        if (cancellation.isRequested() && !finishing) {
            throw new SQLException("The migration is being cancelled", CANCELLED);
        }
    }
}
