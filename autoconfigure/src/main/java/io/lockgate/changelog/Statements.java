package io.lockgate.changelog;

import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.StatementInterceptor;
import io.lockgate.lock.Fence;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The statements of changesets. Outside of a transaction each stands for itself, so that each is tried again by itself after a
 * collision; what builds an index concurrently may wait as long as it takes, and finds no invalid index in its way, nor leaves
 * one.
 */
final class Statements implements StatementInterceptor {

    private static final Logger log = LoggerFactory.getLogger(Statements.class);

    private final MigrationConnection connection;

    private final Fence fence;

    private final BackOff retry;

    private final Progress progress;

    private final Cancellation cancellation;

    Statements(
            MigrationConnection connection, Fence fence, BackOff retry, Progress progress, Cancellation cancellation) {
        this.connection = connection;
        this.fence = fence;
        this.retry = retry;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    @Override
    public @Nullable Object execute(String sql, boolean complete, Execution statement) throws SQLException {
        SqlText text = SqlText.of(sql);
        if (!connection.isAutoCommit()) {
            progress.effects().inTransaction(text);
            Object result = statement.execute();
            identify(text);
            return result;
        }
        BackOffExecution attempts = retry.start();
        while (true) {
            try {
                Object result = text.isConcurrent() ? concurrently(sql, statement) : statement.execute();
                progress.effects().happened();
                return result;
            } catch (SQLException e) {
                boolean collided = !connection.isLost() && FailureKind.of(e) == FailureKind.COLLISION;
                boolean undone = complete && !text.mayCommit() && isUndone(sql, text, collided);
                if (!undone) {
                    progress.effects().happened();
                }
                long pause = undone && collided ? attempts.nextBackOff() : BackOffExecution.STOP;
                if (pause == BackOffExecution.STOP) {
                    throw e;
                }
                progress.retrying(FailureKind.reason(e), Duration.ofMillis(pause));
                cancellation.sleep(Duration.ofMillis(pause));
            }
        }
    }

    private void identify(SqlText text) throws SQLException {
        try {
            progress.effects().executed(text);
        } catch (DataAccessException e) {
            throw FailureKind.rootSqlException(e).orElseGet(() -> new SQLException(e));
        }
    }

    /** Whether a failed statement has left nothing behind, or what is dropped before it is executed again. */
    private static boolean isUndone(String sql, SqlText text, boolean collided) {
        return text.isConcurrent() ? ConcurrentBuild.in(sql).isPresent() : collided;
    }

    private @Nullable Object concurrently(String sql, Execution statement) throws SQLException {
        Optional<ConcurrentBuild> build = ConcurrentBuild.in(sql);
        fence.allowWaiting();
        try {
            if (build.isPresent()) {
                drop(build.get());
            }
            Object result = statement.execute();
            progress.effects().happened();
            if (build.isPresent()) {
                refuseInvalid(build.get());
            }
            return result;
        } catch (SQLException e) {
            build.ifPresent(this::cleanUpAfter);
            throw e;
        } finally {
            fence.limitWaiting();
        }
    }

    private void drop(ConcurrentBuild build) throws SQLException {
        try {
            for (String index : build.leftovers(connection.jdbc())) {
                log.warn("The index {} is invalid, left by an attempt to build it that did not end: dropped", index);
                connection
                        .jdbc()
                        .sql("drop index concurrently if exists " + index)
                        .update();
            }
        } catch (DataAccessException e) {
            throw FailureKind.rootSqlException(e).orElseGet(() -> new SQLException(e));
        }
    }

    /** With {@code if not exists} a statement succeeds over an index that somebody else is building, or has failed to build. */
    private void refuseInvalid(ConcurrentBuild build) throws SQLException {
        if (build.isInvalid(connection.jdbc())) {
            throw new SQLException(
                    "The index of that name is invalid, or still being built by another session",
                    FailureKind.LOCK_TIMEOUT);
        }
    }

    /** What fails here must not hide why the statement failed. */
    private void cleanUpAfter(ConcurrentBuild build) {
        if (connection.isLost()) {
            return;
        }
        if (cancellation.isRequested()) {
            log.warn(
                    "The index that was being built may be left invalid; the next run drops it before it builds it again");
            return;
        }
        try {
            drop(build);
        } catch (SQLException e) {
            log.warn("Could not drop what was left invalid; the next run does, before it builds it again", e);
        }
    }
}
