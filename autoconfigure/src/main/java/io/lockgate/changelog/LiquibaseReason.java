package io.lockgate.changelog;

import io.lockgate.database.FailureKind;
import io.lockgate.database.FailureSummary;
import org.jspecify.annotations.Nullable;

/**
 * Reason of a failure.
 *
 * @param full everything that is known, for the log and for those who may read SQL and values
 * @param summary what anybody may read
 */
record LiquibaseReason(String full, String summary) {

    private static final int MAX_STATEMENT = 1_000;

    /** A reason in words of our own. */
    static LiquibaseReason known(String reason) {
        return new LiquibaseReason(reason, reason);
    }

    /**
     * The reason that the database has, or else the innermost cause.
     *
     * @param statement what failed, if that is known
     */
    static LiquibaseReason of(Throwable failure, @Nullable String statement) {
        String reason =
                FailureKind.rootSqlException(failure).map(Exception::getMessage).orElseGet(() -> rootMessage(failure));
        return new LiquibaseReason(reason, FailureSummary.of(failure, statement));
    }

    /** The same with the statement that failed. */
    LiquibaseReason at(@Nullable String statement) {
        return statement == null ? this : new LiquibaseReason(full + "\nStatement: " + shortened(statement), summary);
    }

    /** The same as a part of more words of our own. */
    LiquibaseReason within(String format) {
        return new LiquibaseReason(format.formatted(full), format.formatted(summary));
    }

    private static String shortened(String statement) {
        return statement.length() > MAX_STATEMENT ? statement.substring(0, MAX_STATEMENT) + " ..." : statement;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
