package io.lockgate.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Stands around the statements that Liquibase executes. */
@FunctionalInterface
public interface StatementInterceptor {

    /**
     * Executes a statement, as often as it takes.
     *
     * @param sql its text; of a batch that was not prepared, nothing
     * @param complete whether the text is all there is to it: no parameters, which may be used up by an execution
     * @return what the statement returned
     */
    @Nullable
    Object execute(String sql, boolean complete, Execution statement) throws SQLException;

    /** The statement itself. */
    @FunctionalInterface
    interface Execution {

        @Nullable
        Object execute() throws SQLException;
    }
}
