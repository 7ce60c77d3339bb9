package io.lockgate.sample;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A transaction that goes on seeing what it saw first until this is closed; a concurrent index build waits for it. */
final class OpenSnapshot implements AutoCloseable {

    private final Connection connection;

    private OpenSnapshot(Connection connection) {
        this.connection = connection;
    }

    static OpenSnapshot in(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url, LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        connection.createStatement().execute("select now()");
        return new OpenSnapshot(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
