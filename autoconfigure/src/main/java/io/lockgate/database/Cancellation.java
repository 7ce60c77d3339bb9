package io.lockgate.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a run, from any thread, that it should stop; wakes whatever part of it is waiting. */
public final class Cancellation {

    private final CountDownLatch requested = new CountDownLatch(1);

    private final CompletableFuture<Void> request = new CompletableFuture<>();

    /** Asks the run to stop. */
    public void request() {
        requested.countDown();
        request.complete(null);
    }

    /** Is done as soon as the run was asked to stop. */
    CompletableFuture<Void> requested() {
        return request;
    }

    /** Whether the run was asked to stop. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * Waits.
     *
     * @throws RunCancelledException as soon as the run is to stop, or its thread was interrupted
     */
    public void sleep(Duration duration) {
        try {
            if (requested.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RunCancelledException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunCancelledException(e);
        }
    }

    /**
     * Goes on, unless the run is to stop.
     *
     * @throws RunCancelledException if it is
     */
    public void check() {
        if (isRequested()) {
            throw new RunCancelledException();
        }
    }
}
