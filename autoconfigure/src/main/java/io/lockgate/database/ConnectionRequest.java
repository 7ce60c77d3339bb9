package io.lockgate.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is opened on a thread of its own, because a pool, a server or a network may let the caller wait longer than
 * the caller wants to. A connection that arrives after the request was given up is closed at once.
 */
final class ConnectionRequest<C extends AutoCloseable> {

    private static final Logger log = LoggerFactory.getLogger(ConnectionRequest.class);

    private final CompletableFuture<C> answer = new CompletableFuture<>();

    private volatile boolean over;

    private ConnectionRequest() {}

    /** Begins to open a connection. */
    static <C extends AutoCloseable> ConnectionRequest<C> of(Callable<C> open) {
        ConnectionRequest<C> request = new ConnectionRequest<>();
        Thread thread = new Thread(() -> request.answerBy(open), "lockgate-connect");
        thread.setDaemon(true);
        thread.start();
        return request;
    }

    private void answerBy(Callable<C> open) {
        try {
            C connection = open.call();
            if (!answer.complete(connection)) {
                close(connection);
            }
        } catch (Exception | Error e) {
            answer.completeExceptionally(e);
        } finally {
            over = true;
        }
    }

    /**
     * Waits for the connection until the run is to stop.
     *
     * @throws RunCancelledException as soon as the run is to stop, or the calling thread was interrupted
     * @throws Exception that opening the connection failed with
     */
    C await(Cancellation cancellation) throws Exception {
        try {
            CompletableFuture.anyOf(answer, cancellation.requested()).get();
            cancellation.check();
            return answer.get();
        } catch (RunCancelledException e) {
            giveUp();
            throw e;
        } catch (InterruptedException e) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new RunCancelledException(e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /**
     * Waits for the connection.
     *
     * @return empty, if it has not arrived in time
     * @throws RunCancelledException if the calling thread was interrupted
     * @throws Exception that opening the connection failed with
     */
    Optional<C> await(Duration patience) throws Exception {
        try {
            return Optional.of(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            giveUp();
            return Optional.empty();
        } catch (InterruptedException e) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new RunCancelledException(e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static Exception failure(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception cause ? cause : e;
    }

    /** Closes the connection, whenever it arrives. */
    private void giveUp() {
        if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
            close(answer.join());
        }
    }

    /** Returns whether it is over. A request that was given up goes on as long as pool and driver let it. */
    boolean isOver() {
        return over;
    }

    private static void close(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception e) {
            log.debug("Could not close a connection that arrived too late", e);
        }
    }
}
