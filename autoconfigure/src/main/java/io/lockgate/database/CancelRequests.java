package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of other threads to cancel what a connection is executing; none is sent while that must not be hit. */
final class CancelRequests {

    private static final Logger log = LoggerFactory.getLogger(CancelRequests.class);

    private final Connection connection;

    private boolean allowed = true;

    CancelRequests(Connection connection) {
        this.connection = connection;
    }

    synchronized void send() {
        if (!allowed) {
            return;
        }
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            log.debug("Could not cancel the running statement", e);
        }
    }

    /** Waits for a request that is on its way, so that it does not hit what comes next. */
    synchronized void allow(boolean all) {
        allowed = all;
    }
}
