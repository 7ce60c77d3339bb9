package io.lockgate.sample;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A table into which nobody can write until this is closed; reading it is free. */
final class TableLock implements AutoCloseable {

    private final Connection connection;

    private TableLock(Connection connection) {
        this.connection = connection;
    }

    static TableLock on(String url, String table) throws SQLException {
        Connection connection = DriverManager.getConnection(url, LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
        connection.setAutoCommit(false);
        connection.createStatement().execute("lock table " + table + " in share row exclusive mode");
        return new TableLock(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
