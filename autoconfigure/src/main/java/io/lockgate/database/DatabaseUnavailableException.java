package io.lockgate.database;

import io.lockgate.LockgateException;

/** The database did not answer, however often it was asked. */
final class DatabaseUnavailableException extends LockgateException {

    private static final long serialVersionUID = 1L;

    DatabaseUnavailableException(int attempts, String reason, Throwable cause) {
        super(
                "The database did not answer in %d attempts: %s".formatted(attempts, reason),
                "The database did not answer in %d attempts: %s".formatted(attempts, FailureSummary.of(cause)),
                "Check that the server runs and that spring.datasource.url names its host and port; "
                        + "raise lockgate.database.wait.max-attempts or .delay if it only needs longer to start.",
                cause);
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
