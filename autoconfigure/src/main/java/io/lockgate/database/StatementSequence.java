package io.lockgate.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that are sent together, and so cost one round trip; they begin and end their transactions themselves. */
final class StatementSequence {

    private StatementSequence() {}

    /** Executes one, on a connection in autocommit; returns the first value of each result. */
    static List<@Nullable String> execute(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try {
                return values(statement, statement.execute(statements));
            } catch (SQLException e) {
                if (!connection.isClosed()) {
                    statement.execute("rollback");
                }
                throw e;
            }
        }
    }

    private static List<@Nullable String> values(Statement statement, boolean first) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        boolean rows = first;
        while (rows || statement.getUpdateCount() != -1) {
            if (rows) {
                ResultSet result = statement.getResultSet();
                values.add(result.next() ? result.getString(1) : null);
            }
            rows = statement.getMoreResults();
        }
        return values;
    }
}
