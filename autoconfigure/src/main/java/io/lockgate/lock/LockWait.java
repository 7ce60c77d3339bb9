package io.lockgate.lock;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long and how often to ask for a lock that is taken. It is asked for, never queued for: a session that blocks in
 * {@code pg_advisory_lock} deadlocks with a {@code CREATE INDEX CONCURRENTLY} of the holder, which waits for all older
 * snapshots (PostgreSQL documentation, CREATE INDEX, "Building Indexes Concurrently").
 *
 * @param timeout how long at most
 * @param takeoverAfter after how long without a sign of life the session of a holder is ended; null for never
 */
public record LockWait(Duration timeout, @Nullable Duration takeoverAfter) {

    private static final long MIN_PAUSE_MILLIS = 100;

    private static final long MAX_PAUSE_MILLIS = 500;

    /** The pause until the next attempt: 100 to 500 ms, jittered, so that many waiters do not ask in step. */
    public Duration pause() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS));
    }

    /** Begins a wait. */
    public LockDeadline begin() {
        return new LockDeadline(this, System.nanoTime() + timeout.toNanos());
    }
}
