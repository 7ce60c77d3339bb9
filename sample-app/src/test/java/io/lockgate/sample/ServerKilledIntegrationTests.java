package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process survives a server that crashes and comes back in the middle of a changeset, which then takes effect once. */
class ServerKilledIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(ServerKilledIntegrationTests.class);

    @AutoClose
    private final DatabaseServer server = DatabaseServer.start();

    @AutoClose
    private final Deployment deployment = Deployment.of(ServerKilledIntegrationTests.class, server);

    @Test
    void theSameProcessConnectsAgainAndFinishes() {
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);

        server.kill();
        eventually(() -> service.output().contains("is retried"));
        server.startAgain();
        long start = System.nanoTime();
        eventually(deployment::isHeld);
        log.info(
                "measured: server back, its changeset again under way after {} ms",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(deployment.lockHolders()).hasSize(1);
        assertThat(deployment.recorded("held")).isZero();

        deployment.letGo();
        service.awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
    }
}
