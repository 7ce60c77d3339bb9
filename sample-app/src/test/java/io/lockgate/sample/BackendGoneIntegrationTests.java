package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process whose session has ended finds out, even if the network keeps that to itself. Otherwise it would wait for the answer to
 * its statement for as long as the kernel keeps the connection, which may be for ever, while another one has long had its lock.
 */
class BackendGoneIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(BackendGoneIntegrationTests.class);

    @AutoClose
    private final DatabaseServer server = DatabaseServer.start();

    @AutoClose
    private final TcpProxy proxy = TcpProxy.to(server);

    @AutoClose
    private final Deployment deployment = Deployment.of(BackendGoneIntegrationTests.class, server);

    @Test
    void theSameProcessConnectsAgainAndFinishes() {
        deployment.hold();
        OrdersProcess service = deployment.startOn(
                Deployment.HELD,
                "--spring.datasource.url=" + proxy.url(deployment.database()),
                "--lockgate.retry.delay=500ms");
        eventually(deployment::isHeld);
        int holder = deployment.lockHolders().get(0);

        proxy.freeze();
        deployment.terminate(holder);
        long start = System.nanoTime();
        eventually(() -> !deployment.lockHolders().contains(holder));
        eventually(deployment::isHeld);
        log.info(
                "measured: its session gone without a word, its changeset again under way after {} ms",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(service.output()).contains("is retried");
        assertThat(deployment.lockHolders()).hasSize(1).doesNotContain(holder);

        deployment.letGo();
        service.awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
    }
}
