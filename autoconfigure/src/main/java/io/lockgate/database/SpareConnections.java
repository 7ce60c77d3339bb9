package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further connections to the database of a run, for looking at the run from outside; only where its pool has room for one, so
 * that a small pool does not wait for itself.
 */
public final class SpareConnections {

    private static final Logger log = LoggerFactory.getLogger(SpareConnections.class);

    private final DataSource dataSource;

    private final Predicate<DataSource> hasRoom;

    /**
     * The connections of a data source.
     *
     * @param hasRoom whether a data source would hand out a connection at once
     */
    public SpareConnections(DataSource dataSource, Predicate<DataSource> hasRoom) {
        this.dataSource = dataSource;
        this.hasRoom = hasRoom;
    }

    /** Opens one, which the caller closes; nothing, where there is no room or the database does not answer. */
    public Optional<Connection> open() {
        if (!hasRoom.test(dataSource)) {
            return Optional.empty();
        }
        try {
            return Optional.of(dataSource.getConnection());
        } catch (SQLException e) {
            log.debug("There is no further connection to look at the run from", e);
            return Optional.empty();
        }
    }
}
