package io.lockgate.database;

import io.lockgate.LockgateException;

/** The database server answered, but has no database of the configured name. */
final class DatabaseMissingException extends LockgateException {

    private static final long serialVersionUID = 1L;

    DatabaseMissingException(String reason, Throwable cause) {
        super(
                "The database server has no such database: " + reason,
                "The database server has no such database: " + FailureSummary.of(cause),
                "Create the database (create database ...), or correct its name in spring.datasource.url.",
                cause);
    }
}
