package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further connections to the database of a run, for looking at the run from outside; only where its pool has room for one, so
 * that a small pool does not wait for itself. The server may have no room although the pool has: the run waits for a further
 * connection for a moment only, and goes on without.
 */
public final class SpareConnections {

    private static final Logger log = LoggerFactory.getLogger(SpareConnections.class);

    /** Time for a connection to arrive: a pool waits for a server without room much longer. */
    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    /** Time for an answer: the network may be what is looked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;

    private final Predicate<DataSource> hasRoom;

    private final Set<String> missed = new HashSet<>();

    /** The last request that was given up; while the pool still works on it, there is no use in another. */
    private @Nullable ConnectionRequest<Connection> pending;

    /**
     * The connections of a data source.
     *
     * @param hasRoom whether a data source would hand out a connection at once
     */
    public SpareConnections(DataSource dataSource, Predicate<DataSource> hasRoom) {
        this.dataSource = dataSource;
        this.hasRoom = hasRoom;
    }

    /** A question that is asked on a further connection. */
    @FunctionalInterface
    public interface Question<T> {

        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks on a further connection.
     *
     * @param purpose completes "without a further connection ...": said once in the log, where none arrives
     * @return empty, where there is no room for a connection, or no answer
     */
    public <T> Optional<T> ask(String purpose, Question<T> question) {
        if (!hasRoom.test(dataSource)) {
            return Optional.empty();
        }
        Optional<Connection> arrived = connect(purpose);
        if (arrived.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = arrived.get()) {
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

    private synchronized Optional<Connection> connect(String purpose) {
        if (pending != null && !pending.isOver()) {
            return Optional.empty();
        }
        ConnectionRequest<Connection> request = ConnectionRequest.of(this::open);
        pending = request;
        try {
            Optional<Connection> arrived = request.await(ARRIVAL);
            if (arrived.isEmpty()) {
                miss(purpose, "none arrived within %d s".formatted(ARRIVAL.toSeconds()));
            }
            return arrived;
        } catch (RunCancelledException e) {
            throw e;
        } catch (Exception e) {
            miss(purpose, FailureKind.reason(e));
            return Optional.empty();
        }
    }

    /** A data source may hand out a connection that is opened by its first use only. */
    private Connection open() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.getNetworkTimeout();
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void miss(String purpose, String reason) {
        if (missed.add(purpose)) {
            log.warn("Without a further connection {}: {}", purpose, reason);
        }
    }
}
