package io.lockgate.database;

import io.lockgate.LockgateException;

/** The way in which the application connects is wrong, so that asking again is pointless. */
final class ConnectionInvalidException extends LockgateException {

    private static final long serialVersionUID = 1L;

    ConnectionInvalidException(String reason, Throwable cause) {
        super(
                "The application cannot connect as it is configured: " + reason,
                "The application cannot connect as it is configured: " + FailureSummary.of(cause),
                "Correct spring.datasource.*: the parameters in its url, its driver, or what its pool runs on a new connection "
                        + "(spring.datasource.hikari.connection-init-sql).",
                cause);
    }
}
