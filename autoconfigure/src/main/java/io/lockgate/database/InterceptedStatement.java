package io.lockgate.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement whose execution goes through a {@link StatementInterceptor}, and that leads back to the connection that was lent. */
final class InterceptedStatement implements InvocationHandler {

    private static final Set<String> EXECUTES = Set.of(
            "execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "executeBatch", "executeLargeBatch");

    private final Statement target;

    private final @Nullable String prepared;

    private final StatementInterceptor interceptor;

    private final Connection connection;

    private final Runnable unwrapped;

    private InterceptedStatement(
            Statement target,
            @Nullable String prepared,
            StatementInterceptor interceptor,
            Connection connection,
            Runnable unwrapped) {
        this.target = target;
        this.prepared = prepared;
        this.interceptor = interceptor;
        this.connection = connection;
        this.unwrapped = unwrapped;
    }

    /**
     * The same statement, intercepted.
     *
     * @param created the arguments that it was created with: its SQL first, where it is prepared
     * @param connection the connection that it says it was made by
     * @param unwrapped told before somebody gets hold of the target
     */
    static Statement of(
            Statement target,
            @Nullable Object @Nullable [] created,
            StatementInterceptor interceptor,
            Connection connection,
            Runnable unwrapped) {
        return (Statement) Proxy.newProxyInstance(
                Statement.class.getClassLoader(),
                new Class<?>[] {kind(target)},
                new InterceptedStatement(target, sql(created), interceptor, connection, unwrapped));
    }

    private static Class<?> kind(Statement statement) {
        if (statement instanceof CallableStatement) {
            return CallableStatement.class;
        }
        return statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
    }

    private static @Nullable String sql(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : null;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("equals")) {
            return arguments != null && arguments[0] == self;
        }
        if (method.getName().equals("getConnection")) {
            return connection;
        }
        if (method.getName().equals("unwrap")) {
            unwrapped.run();
        }
        if (!EXECUTES.contains(method.getName())) {
            return onTarget(method, arguments);
        }
        String sql = sql(arguments);
        return interceptor.execute(
                Objects.requireNonNullElse(sql == null ? prepared : sql, ""),
                sql != null,
                () -> executed(method, arguments));
    }

    private @Nullable Object executed(Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof SQLException failure) {
                throw failure;
            }
            FailureKind.throwError(e.getTargetException());
            throw new SQLException(e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new SQLException(e);
        }
    }

    private @Nullable Object onTarget(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
