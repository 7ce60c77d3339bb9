package io.lockgate.sample;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Asks a service again and again, as an orchestrator does, and remembers which statuses it has seen. */
final class Probe implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final Set<Integer> statuses = new ConcurrentSkipListSet<>();

    private final OrdersProcess service;

    private final String path;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    private final ScheduledFuture<?> asking;

    Probe(OrdersProcess service, String path) {
        this.service = service;
        this.path = path;
        this.asking = executor.scheduleWithFixedDelay(this::ask, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        try {
            statuses.add(service.status(path));
        } catch (AssertionError | RuntimeException e) {
            // does not listen, not yet or no more
        }
    }

    /** The statuses that it was answered with so far. */
    Set<Integer> statuses() {
        return Set.copyOf(statuses);
    }

    @Override
    public void close() {
        asking.cancel(false);
        executor.shutdownNow();
    }
}
