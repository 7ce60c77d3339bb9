package io.lockgate.testing;

import java.time.Duration;

/** How long something took. */
public record Measurement(long startedNanos) {

    public static Measurement start() {
        return new Measurement(System.nanoTime());
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
