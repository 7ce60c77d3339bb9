package io.lockgate.sample;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what takes a while, for longer than it takes anywhere. */
final class Eventually {

    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration RESOLUTION = Duration.ofMillis(10);

    private Eventually() {}

    /** Waits until a condition holds; an exception means that it does not yet. */
    static void eventually(Callable<Boolean> condition) {
        await().atMost(PATIENCE).ignoreExceptions().until(condition);
    }

    /** Waits until an assertion holds; an exception means that it does not yet. */
    static void eventuallyAsserted(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(assertion);
    }

    /** Does something, waits until a condition holds, and says how long both took. */
    static Duration timed(Runnable action, Callable<Boolean> condition) {
        return timed(action, RESOLUTION, condition);
    }

    /** The same, asking no more often than the condition bears. */
    static Duration timed(Runnable action, Duration interval, Callable<Boolean> condition) {
        long start = System.nanoTime();
        action.run();
        await().pollDelay(Duration.ZERO)
                .pollInterval(interval)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(condition);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
