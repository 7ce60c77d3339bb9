package io.lockgate.testing;

import java.sql.Connection;
import java.util.concurrent.Callable;

/** Stands between the pool and the driver, and decides what comes of a statement: a bad network, a server in trouble. */
@FunctionalInterface
public interface Interceptor {

    /**
     * Executes a statement, or does something else in its place.
     *
     * @param connection the driver's connection
     * @param statement executes it
     * @return what {@code execute} or a method like it is to return
     */
    Object execute(String sql, Connection connection, Callable<Object> statement) throws Exception;
}
