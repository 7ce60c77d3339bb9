package io.lockgate.lock;

import io.lockgate.LockgateException;

/** The database replays what another does; it grants locks that mean nothing there, and cannot be changed. */
public final class HotStandbyException extends LockgateException {

    private static final long serialVersionUID = 1L;

    HotStandbyException() {
        super(
                "The schema is to be migrated, but the server is a hot standby: it follows a primary, and cannot be written to.",
                "Connect to the primary: correct spring.datasource.url (or spring.liquibase.url); if it names several hosts, add "
                        + "targetServerType=primary to it.");
    }
}
