package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that hangs is told from one that works or pauses. */
class PulseTests {

    private static final Duration LONG = Duration.ofMillis(300);

    private final AtomicBoolean over = new AtomicBoolean();

    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.set(true);
        never.countDown();
    }

    @Test
    void aThreadThatComputesLives() {
        assertLives(start(() -> {
            while (!over.get()) {
                Thread.onSpinWait();
            }
        }));
    }

    @Test
    void aThreadThatWaitsForABoundedTimeLives() {
        assertLives(start(() -> new Cancellation().sleep(Duration.ofMinutes(1))));
    }

    @Test
    void aThreadThatPollsLives() {
        assertLives(start(() -> {
            while (!over.get()) {
                new Cancellation().sleep(Duration.ofMillis(20));
            }
        }));
    }

    @Test
    void aThreadThatWaitsForACommandLives() throws IOException {
        Process command = new ProcessBuilder("sleep", "60").start();
        try {
            assertLives(start(command.onExit()::join));
        } finally {
            command.destroyForcibly();
        }
    }

    @Test
    void aThreadThatWaitsWithoutAnEndIsSilent() {
        assertFallsSilent(start(this::awaitForEver));
    }

    @Test
    void aThreadThatWaitsForAMonitorIsSilent() {
        synchronized (this) {
            assertFallsSilent(start(() -> {
                synchronized (this) {
                    over.set(true);
                }
            }));
        }
    }

    @Test
    void aThreadThatReadsFromAPeerThatDoesNotAnswerIsSilent() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket peer = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertFallsSilent(start(() -> {
                try {
                    peer.getInputStream().read();
                } catch (IOException e) {
                    over.set(true);
                }
            }));
        }
    }

    @Test
    void aThreadThatHasEndedIsSilent() {
        assertFallsSilent(start(() -> {}));
    }

    private void awaitForEver() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Pulse start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return Pulse.of(thread);
    }

    private static void assertLives(Pulse pulse) {
        await().during(LONG.multipliedBy(2)).until(() -> pulse.silence().compareTo(LONG) < 0);
    }

    private static void assertFallsSilent(Pulse pulse) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> pulse.silence().compareTo(LONG) > 0);
        assertThat(pulse.silence()).isGreaterThan(LONG);
    }
}
