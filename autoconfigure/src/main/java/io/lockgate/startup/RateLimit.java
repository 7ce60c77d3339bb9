package io.lockgate.startup;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Lets the same name through once per period, and only so many names in all; what it remembers is as bounded. */
final class RateLimit {

    private final Duration period;

    private final int atMost;

    private final LongSupplier nanos;

    private final Map<String, Long> passed = new LinkedHashMap<>();

    /**
     * A limit.
     *
     * @param nanos the time, as of {@link System#nanoTime()}
     */
    RateLimit(Duration period, int atMost, LongSupplier nanos) {
        this.period = period;
        this.atMost = atMost;
        this.nanos = nanos;
    }

    /** Returns whether a name passes now. */
    synchronized boolean pass(String name) {
        long now = nanos.getAsLong();
        for (Iterator<Long> oldest = passed.values().iterator();
                oldest.hasNext() && now - oldest.next() >= period.toNanos(); ) {
            oldest.remove();
        }
        return passed.size() < atMost && passed.putIfAbsent(name, now) == null;
    }
}
