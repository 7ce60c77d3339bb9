package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** The order service as a process: the executable jar in a JVM of its own, on a free port. */
final class OrdersProcess {

    static final String LIVENESS = "/actuator/health/liveness";

    static final String READINESS = "/actuator/health/readiness";

    static final String SCHEMA = "/actuator/schema";

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    /** Of Lockgate, and of Liquibase. */
    private static final Pattern WAITING = Pattern.compile("Waiting for (changelog )?lock");

    private final Process process;

    private final Path output;

    private volatile @Nullable OrdersClient client;

    private OrdersProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the service; what it prints is kept in a file. */
    static OrdersProcess start(List<String> command, Path output) {
        try {
            Files.createDirectories(output.getParent());
            return new OrdersProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException("The service could not be started.", e);
        }
    }

    /** Asks the service; an {@link AssertionError} while it does not listen yet. */
    ResponseSpec get(String path) {
        if (client == null) {
            Matcher port = PORT.matcher(output());
            assertThat(port.find()).as("the service listens").isTrue();
            client = new OrdersClient(Integer.parseInt(port.group(1)));
        }
        return client.get(path);
    }

    /** The HTTP status with which the service answers. */
    int status(String path) {
        return get(path).returnResult().getStatus().value();
    }

    /** What its wall clock says right now, to the second. */
    Instant wallClock() {
        return Instant.ofEpochMilli(
                get(LIVENESS).returnResult().getResponseHeaders().getDate());
    }

    /** Waits until readiness is 200. */
    OrdersProcess awaitReady() {
        await().atMost(Eventually.PATIENCE)
                .failFast("the process has ended", () -> !isAlive())
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(status(READINESS)).isEqualTo(200));
        return this;
    }

    /** Whether it has said that it waits for the lock of another process. */
    boolean isWaiting() {
        return WAITING.matcher(output()).find();
    }

    /** Whether the web server has started. */
    boolean isListening() {
        return client != null || PORT.matcher(output()).find();
    }

    boolean isReady() {
        return isAlive() && isListening() && status(READINESS) == 200;
    }

    /** Whether it is ready, or has ended and will never be. */
    boolean isDecided() {
        return isReady() || !isAlive();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        jvm().destroy();
    }

    /** Sends SIGSTOP: the process does nothing any more, and its connections stay. */
    void pause() {
        signal("-STOP");
    }

    /** Sends SIGCONT: the process goes on where it was paused. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(jvm().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("The service could not be sent " + signal + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGKILL, to what the process has started too, and waits until the process is gone. */
    void kill() {
        List<ProcessHandle> started = process.descendants().toList();
        jvm().destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        exitCode(Duration.ofMinutes(1));
    }

    /** The JVM itself, behind all that launched it. */
    ProcessHandle jvm() {
        return process.descendants()
                .filter(descendant -> descendant.info().command().orElse("").endsWith("/java"))
                .findAny()
                .orElse(process.toHandle());
    }

    /** Waits until the process is gone, at most that long. */
    int exitCode(Duration atMost) {
        try {
            assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the process has ended within %s", atMost)
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
