package io.lockgate.database;

import io.lockgate.LockgateException;

/** The database server answered and refused the login, so that asking again is pointless. */
final class DatabaseAccessDeniedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    DatabaseAccessDeniedException(String reason, Throwable cause) {
        super(
                "The database server refused the login: " + reason,
                "The database server refused the login: " + FailureSummary.of(cause),
                "Correct the user and password (spring.datasource.username and .password, or spring.liquibase.user and "
                        + ".password), and check that pg_hba.conf lets this host in and that the role may connect (grant connect "
                        + "on database).",
                cause);
    }
}
