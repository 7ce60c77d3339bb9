package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGTERM ends a process that waits, for whatever it waits. */
class TerminatedWhileWaitingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(TerminatedWhileWaitingIntegrationTests.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @AutoClose
    private final Deployment deployment = Deployment.of(TerminatedWhileWaitingIntegrationTests.class);

    @Test
    void forTheLock() {
        deployment.hold();
        deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);
        OrdersProcess waiting = deployment.startOn(Deployment.HELD);

        terminate(waiting, "Waiting for lock");

        assertThat(deployment.isHeld()).isTrue();
    }

    @Test
    void forTheDatabase() {
        OrdersProcess waiting = deployment.start("--spring.datasource.url=jdbc:postgresql://localhost:1/orders");

        terminate(waiting, "The database did not answer");
    }

    private static void terminate(OrdersProcess waiting, String message) {
        eventually(() -> waiting.output().contains(message));
        long start = System.nanoTime();
        waiting.terminate();
        waiting.exitCode(PATIENCE);
        log.info("Gone after {} ms", Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(waiting.output())
                .contains("ended early")
                .doesNotContain("Application run failed", "APPLICATION FAILED TO START", " ERROR ");
    }
}
