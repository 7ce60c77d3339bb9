package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.database.Cancellation;
import io.lockgate.database.RunCancelledException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file system that does not answer holds up nobody who wants to stop. */
@Timeout(10)
class BoundedReadingTests {

    private final Cancellation cancellation = new Cancellation();

    private final CountDownLatch begun = new CountDownLatch(1);

    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Test
    void whatIsReadIsReturned() throws IOException {
        assertThat(BoundedReading.of(() -> "read", cancellation)).isEqualTo("read");
    }

    @Test
    void readingEndsAsSoonAsTheRunIsToStop() throws InterruptedException {
        Thread stop = new Thread(() -> {
            awaitUninterrupted(begun);
            cancellation.request();
        });
        stop.start();

        assertThatThrownBy(() -> BoundedReading.of(this::readForEver, cancellation))
                .isInstanceOf(RunCancelledException.class);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        stop.join();
    }

    @Test
    void readingEndsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> BoundedReading.of(this::readForEver, cancellation))
                .isInstanceOf(RunCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aRunThatIsToStopDoesNotBeginToRead() {
        cancellation.request();

        assertThatThrownBy(() -> BoundedReading.of(() -> "read", cancellation))
                .isInstanceOf(RunCancelledException.class);
    }

    @Test
    void whatFailsIsAFailureToRead() {
        assertThatThrownBy(() -> BoundedReading.of(
                        () -> {
                            throw new IllegalStateException("broken");
                        },
                        cancellation))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("broken");
    }

    private String readForEver() throws InterruptedException {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
