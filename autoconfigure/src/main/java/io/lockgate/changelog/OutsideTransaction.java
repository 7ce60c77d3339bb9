package io.lockgate.changelog;

import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.StatementInterceptor;
import io.lockgate.lock.Fence;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The statements of changesets that run outside of a transaction. Each stands for itself, so that each is tried again by
 * itself after a collision; what builds an index concurrently may wait as long as it takes, and finds no invalid index in
 * its way, nor leaves one.
 */
final class OutsideTransaction implements StatementInterceptor {

    private static final Logger log = LoggerFactory.getLogger(OutsideTransaction.class);

    /** Statements that may commit in their middle, and so may have done half of their work when they fail. */
    private static final Pattern MAY_COMMIT = Pattern.compile("\\b(?:call|do|commit)\\b", Pattern.CASE_INSENSITIVE);

    private final MigrationConnection connection;

    private final Fence fence;

    private final BackOff retry;

    private final Progress progress;

    private final Cancellation cancellation;

    OutsideTransaction(
            MigrationConnection connection, Fence fence, BackOff retry, Progress progress, Cancellation cancellation) {
        this.connection = connection;
        this.fence = fence;
        this.retry = retry;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    @Override
    public @Nullable Object execute(String sql, Execution statement) throws SQLException {
        BackOffExecution attempts = retry.start();
        while (true) {
            try {
                return ConcurrentBuild.isConcurrent(sql) ? concurrently(sql, statement) : statement.execute();
            } catch (SQLException e) {
                long pause = isRepeatable(sql, e) ? attempts.nextBackOff() : BackOffExecution.STOP;
                if (pause == BackOffExecution.STOP) {
                    throw e;
                }
                progress.retrying(FailureKind.reason(e), Duration.ofMillis(pause));
                cancellation.sleep(Duration.ofMillis(pause));
            }
        }
    }

    private boolean isRepeatable(String sql, SQLException failure) {
        return FailureKind.of(failure) == FailureKind.COLLISION
                && !connection.isLost()
                && !MAY_COMMIT.matcher(sql).find();
    }

    private @Nullable Object concurrently(String sql, Execution statement) throws SQLException {
        Optional<ConcurrentBuild> build = ConcurrentBuild.in(sql);
        fence.allowWaiting();
        try {
            build.ifPresent(this::drop);
            return statement.execute();
        } catch (SQLException e) {
            build.ifPresent(this::cleanUpAfter);
            throw e;
        } finally {
            if (!connection.isLost()) {
                fence.limitWaiting();
            }
        }
    }

    private void drop(ConcurrentBuild build) {
        for (String index : build.leftovers(connection.jdbc())) {
            log.warn("The index {} is invalid, left by an attempt to build it that did not end: dropped", index);
            connection.jdbc().sql("drop index concurrently if exists " + index).update();
        }
    }

    /** What fails here must not hide why the statement failed. */
    private void cleanUpAfter(ConcurrentBuild build) {
        if (connection.isLost()) {
            return;
        }
        try {
            if (cancellation.isRequested()) {
                List<String> left = build.leftovers(connection.jdbc());
                if (!left.isEmpty()) {
                    log.warn("The index {} is left invalid; the next run drops it before it builds it again", left);
                }
            } else {
                drop(build);
            }
        } catch (DataAccessException e) {
            log.warn("Could not drop what was left invalid; the next run does, before it builds it again", e);
        }
    }
}
