package io.lockgate.changelog;

import io.lockgate.database.Cancellation;
import io.lockgate.database.RunCancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files on a thread of its own, so that a run can be cancelled while a file system does not answer. Reading takes a limited
 * time: Liquibase finds out the same with less trouble then.
 */
final class BoundedReading {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private BoundedReading() {}

    /**
     * Reads.
     *
     * @throws IOException if it fails, or takes too long
     * @throws io.lockgate.database.RunCancelledException as soon as the run is to stop
     */
    static <T> T of(Callable<T> reading, Cancellation cancellation) throws IOException {
        FutureTask<T> task = new FutureTask<>(reading);
        Thread thread = new Thread(task, "lockgate-reading");
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.setDaemon(true);
        thread.start();
        try {
            return await(task, cancellation);
        } finally {
            task.cancel(true);
        }
    }

    private static <T> T await(FutureTask<T> task, Cancellation cancellation) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LIMIT.toNanos()) {
            cancellation.check();
            try {
                return task.get(INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // it goes on
            } catch (ExecutionException e) {
                throw new IOException("The files of the changelog could not be read", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunCancelledException(e);
            }
        }
        throw new IOException("Reading the files of the changelog took longer than %d s".formatted(LIMIT.toSeconds()));
    }
}
