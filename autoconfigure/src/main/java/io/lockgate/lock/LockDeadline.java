package io.lockgate.lock;

import java.time.Duration;

/**
 * The end of a wait for locks: one for all that are taken in a row, so that their waits do not add up.
 *
 * @param end on the clock of {@link System#nanoTime()}: the wall clock may jump
 */
public record LockDeadline(LockWait patience, long end) {

    /** Returns whether waiting is over. */
    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Time to wait in all. */
    public Duration timeout() {
        return patience.timeout();
    }

    /** The pause until the next attempt. */
    public Duration pause() {
        return patience.pause();
    }
}
