package io.lockgate.sample;

import io.lockgate.lock.LockKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The lock under which the service migrates, held by somebody else until this is closed. */
final class MigrationLock implements AutoCloseable {

    private static final LockKey KEY = LockKey.of("public", "databasechangelog");

    private final Connection connection;

    private MigrationLock(Connection connection) {
        this.connection = connection;
    }

    static MigrationLock in(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url, LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
        connection.createStatement().execute("select pg_advisory_lock(" + KEY.value() + ")");
        return new MigrationLock(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
