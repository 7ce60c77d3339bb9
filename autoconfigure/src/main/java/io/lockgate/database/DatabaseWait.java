package io.lockgate.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * How patiently a run asks a database that does not answer yet.
 *
 * @param maxAttempts how often it is asked at most, at least once
 * @param delay the pause between two attempts
 */
public record DatabaseWait(int maxAttempts, Duration delay) {

    /** Time for a connection that the work can do without: pools wait for one much longer. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** Is told about each attempt that found no database. */
    @FunctionalInterface
    public interface Listener {

        void databaseDidNotAnswer(int attempt, int maxAttempts, String reason);
    }

    /**
     * Opens a connection as soon as the database answers. The connection is asked for on a thread of its own, so that a run that
     * is to stop does not wait for a database that does not answer.
     *
     * @throws io.lockgate.LockgateException when it did not answer in all attempts; and at once, when the server refused the
     *     login or has no such database
     */
    public MigrationConnection open(
            DataSource dataSource, SessionSettings session, Cancellation cancellation, Listener listener) {
        for (int attempt = 1; ; attempt++) {
            cancellation.check();
            try {
                return request(dataSource, session, cancellation).await(cancellation);
            } catch (RunCancelledException e) {
                throw e;
            } catch (Exception e) {
                String reason = FailureKind.reason(e);
                failForGood(e, reason);
                if (attempt >= maxAttempts) {
                    throw new DatabaseUnavailableException(attempt, reason, e);
                }
                listener.databaseDidNotAnswer(attempt, maxAttempts, reason);
                cancellation.sleep(delay);
            }
        }
    }

    /**
     * Opens a further connection, which the work can do without: asks once, and gives up after two seconds. A connection that
     * arrives later is closed.
     *
     * @throws io.lockgate.LockgateException when there is none
     */
    public static MigrationConnection openSoon(
            DataSource dataSource, SessionSettings session, Cancellation cancellation) {
        cancellation.check();
        try {
            return request(dataSource, session, cancellation)
                    .await(SOON)
                    .orElseThrow(() -> new SQLTransientConnectionException(
                            "no further connection arrived within %d s".formatted(SOON.toSeconds())));
        } catch (RunCancelledException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseUnavailableException(1, FailureKind.reason(e), e);
        }
    }

    private static ConnectionRequest<MigrationConnection> request(
            DataSource dataSource, SessionSettings session, Cancellation cancellation) {
        return ConnectionRequest.of(() -> MigrationConnection.open(dataSource, session, cancellation));
    }

    private static void failForGood(Exception failure, String reason) {
        switch (FailureKind.of(failure)) {
            case ACCESS_DENIED -> throw new DatabaseAccessDeniedException(reason, failure);
            case PRIVILEGE_MISSING -> throw new DatabaseAccessDeniedException(reason, failure);
            case DATABASE_MISSING -> throw new DatabaseMissingException(reason, failure);
            case LASTING -> {
                if (isConfigured(failure)) {
                    throw new ConnectionInvalidException(reason, failure);
                }
            }
            default -> {}
        }
    }

    /** Whether the way in which we connect is wrong, and not the database: no SQL error at all, or one of what we sent. */
    private static boolean isConfigured(Exception failure) {
        Optional<SQLException> error = FailureKind.rootSqlException(failure);
        String state = error.map(SQLException::getSQLState).orElse("");
        return error.isEmpty() || state.startsWith("42") || state.startsWith("22") || state.startsWith("0A");
    }
}
