package io.lockgate.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * What a session was set to before a run, so that the pool gets back what it gave.
 *
 * @param process the server process that answered
 */
record Session(Map<String, String> settings, boolean autoCommit, int process) {

    static boolean isPostgres(Connection connection) throws SQLException {
        return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
    }

    /** Reads those of some settings that the server knows, in one round trip. */
    static Session read(Connection connection, Collection<String> names, boolean autoCommit) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("""
                select name, pg_catalog.current_setting(name, true), pg_catalog.pg_backend_pid()
                  from pg_catalog.unnest(?::pg_catalog.text[]) as setting (name)
                 where pg_catalog.current_setting(name, true) is not null
                """)) {
            read.setArray(1, text(connection, names));
            Map<String, String> settings = new LinkedHashMap<>();
            int process = 0;
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    settings.put(rows.getString(1), rows.getString(2));
                    process = rows.getInt(3);
                }
            }
            return new Session(settings, autoCommit, process);
        }
    }

    /** Sets settings for the rest of the session, all or none, in one round trip. */
    static void set(Connection connection, Map<String, String> settings) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("""
                select pg_catalog.set_config(name, value, false)
                  from rows from (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]))
                       as setting (name, value)
                """)) {
            set.setArray(1, text(connection, settings.keySet()));
            set.setArray(2, text(connection, settings.values()));
            set.execute();
        }
    }

    /** Nothing was set, and nothing is to be restored but this. */
    static Session untouched(boolean autoCommit) {
        return new Session(Map.of(), autoCommit, 0);
    }

    /**
     * Whether a pooler stands in between: the process that answers is not the one that was announced when the connection
     * was made ({@code BackendKeyData}), since a pooler makes up its own. Unknown, and so false, behind another driver.
     */
    boolean isPooled(Connection connection) throws SQLException {
        return process != 0
                && connection.isWrapperFor(PGConnection.class)
                && connection.unwrap(PGConnection.class).getBackendPID() != process;
    }

    Session withoutSettings() {
        return new Session(Map.of(), autoCommit, process);
    }

    /** The search path that the session began with; empty where it was not read. */
    String searchPath() {
        return settings.getOrDefault("search_path", "");
    }

    /** User and role of the session when it began. */
    SessionUser user() {
        return new SessionUser(
                settings.getOrDefault("session_authorization", ""), settings.getOrDefault("role", SessionUser.NO_ROLE));
    }

    void restore(Connection connection) throws SQLException {
        if (!settings.isEmpty()) {
            set(connection, settings);
        }
        connection.setAutoCommit(autoCommit);
    }

    private static Array text(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
