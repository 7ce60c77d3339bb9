package io.lockgate.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Stands around the statements that Liquibase executes outside of a transaction. */
@FunctionalInterface
public interface StatementInterceptor {

    /**
     * Executes a statement, as often as it takes.
     *
     * @return what the statement returned
     */
    @Nullable
    Object execute(String sql, Execution statement) throws SQLException;

    /** The statement itself. */
    @FunctionalInterface
    interface Execution {

        @Nullable
        Object execute() throws SQLException;
    }
}
