package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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

    /** How long an answer may take: the network may be what is looked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

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

    /** What is asked on a further connection. */
    @FunctionalInterface
    public interface Question<T> {

        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks on a further connection.
     *
     * @return nothing, where there is no room for one, or no answer
     */
    public <T> Optional<T> ask(Question<T> question) {
        if (!hasRoom.test(dataSource)) {
            return Optional.empty();
        }
        try (Connection connection = dataSource.getConnection()) {
            int timeout = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
            try {
                return Optional.of(question.ask(connection));
            } finally {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                connection.setNetworkTimeout(Runnable::run, timeout);
            }
        } catch (SQLException e) {
            log.debug("There is no answer on a further connection", e);
            return Optional.empty();
        }
    }
}
