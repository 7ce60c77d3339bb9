package io.lockgate.changelog;

import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import java.time.Duration;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/** Decides whether a changeset that was rolled back is tried again, and counts for each how often it was. */
final class CollisionRetry {

    private final MigrationConnection connection;

    private final BackOff retry;

    private @Nullable String changeSet;

    private BackOffExecution attempts;

    CollisionRetry(MigrationConnection connection, BackOff retry) {
        this.connection = connection;
        this.retry = retry;
        this.attempts = retry.start();
    }

    /** The pause before the next attempt; nothing, if there is to be none. */
    Optional<Duration> pauseAfter(Exception failure, Progress progress) {
        ChangeSet failed = progress.current();
        if (failed == null
                || !failed.isRunInTransaction()
                || !progress.effects().none()
                || connection.isLost()
                || FailureKind.of(failure) != FailureKind.COLLISION) {
            return Optional.empty();
        }
        String id = failed.toString(false);
        if (!id.equals(changeSet)) {
            changeSet = id;
            attempts = retry.start();
        }
        long pause = attempts.nextBackOff();
        return pause == BackOffExecution.STOP ? Optional.empty() : Optional.of(Duration.ofMillis(pause));
    }
}
