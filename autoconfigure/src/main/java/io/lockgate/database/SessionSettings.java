package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session is set to while it migrates, and set back to before its connection returns to the pool.
 *
 * <p>The settings of time bound how long the server keeps a lock whose client has died: a running statement notices
 * through {@code client_connection_check_interval} (PostgreSQL 14), an idle session through the keepalives, unanswered
 * data through {@code tcp_user_timeout} (PostgreSQL documentation, "TCP Settings"). Time-outs of idle sessions would end
 * the session, and with it the lock, in the middle of a run.
 */
public final class SessionSettings {

    private static final Logger log = LoggerFactory.getLogger(SessionSettings.class);

    /**
     * What is put back at the end although it is not set here: by changesets, and by Liquibase 4, which puts its default
     * schema in front of the search path ({@code PostgresDatabase}) and leaves it there. In this order, since setting who
     * the session is ends a role that it plays.
     */
    private static final List<String> SET_BY_OTHERS =
            List.of("session_authorization", "role", "search_path", "lock_timeout", "statement_timeout");

    private final Map<String, String> values;

    private final Pooler pooler;

    private SessionSettings(Map<String, String> values, Pooler pooler) {
        this.values = values;
        this.pooler = pooler;
    }

    /**
     * The settings for a run.
     *
     * @param application the name under which others see the session in {@code pg_stat_activity}; the server cuts it off at 63 bytes
     * @param pooler whether a pooler in between keeps a session for us; if not, what it shares with others is not touched
     */
    public static SessionSettings of(String application, Pooler pooler) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("application_name", application);
        values.put("idle_in_transaction_session_timeout", "0");
        values.put("idle_session_timeout", "0");
        values.put("transaction_timeout", "0");
        values.put("client_connection_check_interval", "1s");
        values.put("tcp_keepalives_idle", "5");
        values.put("tcp_keepalives_interval", "2");
        values.put("tcp_keepalives_count", "3");
        values.put("tcp_user_timeout", "10s");
        return new SessionSettings(values, pooler);
    }

    /** Sets what this server knows of it. */
    Session applyTo(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        if (!Session.isPostgres(connection)) {
            return Session.untouched(autoCommit);
        }
        Set<String> names = new LinkedHashSet<>(values.keySet());
        names.addAll(SET_BY_OTHERS);
        Session before = Session.read(connection, names, autoCommit);
        if (pooler == Pooler.REFUSE && before.isPooled(connection)) {
            return before.withoutSettings();
        }
        applyAgain(connection, before);
        return before;
    }

    /** Sets what this server knows of it, as it was found before. */
    void applyAgain(Connection connection, Session before) throws SQLException {
        Map<String, String> known = new LinkedHashMap<>(values);
        known.keySet().retainAll(before.settings().keySet());
        set(connection, known);
    }

    private static void set(Connection connection, Map<String, String> settings) throws SQLException {
        try {
            Session.set(connection, settings);
        } catch (SQLException e) {
            if (settings.size() > 1) {
                for (Map.Entry<String, String> setting : settings.entrySet()) {
                    set(connection, Map.ofEntries(setting));
                }
            } else {
                // a server may know a setting and not support it on its platform: none is worth failing for
                log.debug("Could not set {}", settings, e);
            }
        }
    }
}
