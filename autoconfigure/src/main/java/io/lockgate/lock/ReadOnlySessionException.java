package io.lockgate.lock;

import io.lockgate.LockgateException;

/** Nothing can be written in the sessions that we are given. */
public final class ReadOnlySessionException extends LockgateException {

    private static final long serialVersionUID = 1L;

    ReadOnlySessionException() {
        super(
                "The schema is to be migrated, but the session is read-only.",
                "Find out who sets it so: default_transaction_read_only of the server, the database or the role (alter role ... "
                        + "reset default_transaction_read_only), or the pool (spring.datasource.hikari.read-only); or migrate as "
                        + "another role, by spring.liquibase.user and .password.");
    }
}
