package io.lockgate.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections whose statements go through an {@link Interceptor}. */
final class InterceptedDataSource extends DelegatingDataSource {

    private final Interceptor interceptor;

    InterceptedDataSource(DataSource target, Interceptor interceptor) {
        super(target);
        this.interceptor = interceptor;
    }

    /** The driver manager knows none, and the pool would complain. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public Connection getConnection() throws SQLException {
        return intercept(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return intercept(super.getConnection(username, password));
    }

    private Connection intercept(Connection connection) {
        return (Connection) proxy(Connection.class, (method, arguments) -> {
            Object result = call(method, connection, arguments);
            return result instanceof Statement statement
                    ? intercept(
                            method.getReturnType(),
                            statement,
                            arguments == null ? "" : (String) arguments[0],
                            connection)
                    : result;
        });
    }

    /** A statement of one of the three types that JDBC has. */
    private Object intercept(Class<?> type, Statement statement, String prepared, Connection connection) {
        return proxy(
                type,
                (method, arguments) -> method.getName().startsWith("execute")
                        ? interceptor.execute(
                                arguments == null ? prepared : (String) arguments[0],
                                connection,
                                () -> call(method, statement, arguments))
                        : call(method, statement, arguments));
    }

    private static Object proxy(Class<?> type, Handler handler) {
        return Proxy.newProxyInstance(
                InterceptedDataSource.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments));
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private interface Handler {

        Object handle(Method method, Object[] arguments) throws Exception;
    }
}
