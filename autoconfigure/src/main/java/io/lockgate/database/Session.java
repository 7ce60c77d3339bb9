package io.lockgate.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** What a session was set to before a run, so that the pool gets back what it gave. */
record Session(Map<String, String> settings, boolean autoCommit) {

    static boolean isPostgres(Connection connection) throws SQLException {
        return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
    }

    static void set(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("select set_config(?, ?, false)")) {
            set.setString(1, name);
            set.setString(2, value);
            set.execute();
        }
    }

    void restore(Connection connection) throws SQLException {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            set(connection, setting.getKey(), setting.getValue());
        }
        connection.setAutoCommit(autoCommit);
    }
}
