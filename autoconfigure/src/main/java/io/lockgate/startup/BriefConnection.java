package io.lockgate.startup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A connection for one short question. A server that falls silent in the middle of the answer would keep the caller, and a
 * connection of the pool, for ever: a driver waits for the network without limit unless it is told otherwise. A statement that
 * waits on the server, for a lock on the history, is cancelled before that: a session whose client has hung up goes on waiting
 * there, and every question would leave another one behind.
 */
final class BriefConnection {

    private static final int NETWORK_MILLIS = 10_000;

    private static final int STATEMENT_SECONDS = 3;

    private BriefConnection() {}

    static <T> T ask(DataSource database, boolean postgres, Function<JdbcClient, T> question) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return postgres ? limited(connection, question) : ask(connection, question);
        }
    }

    private static <T> T limited(Connection connection, Function<JdbcClient, T> question) throws SQLException {
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
        try {
            return ask(connection, question);
        } finally {
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }

    private static <T> T ask(Connection connection, Function<JdbcClient, T> question) {
        JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        template.setQueryTimeout(STATEMENT_SECONDS);
        return question.apply(JdbcClient.create(template));
    }
}
