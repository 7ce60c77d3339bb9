package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.Eventually.timed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is lost in the middle of a statement takes the changeset and the lock with it. The process tries again,
 * unless it may not or another is faster, and the changeset takes effect once.
 */
class ConnectionLostIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(ConnectionLostIntegrationTests.class);

    private static final int TRY_AGAIN = 75;

    @AutoClose
    private final Deployment deployment = Deployment.of(ConnectionLostIntegrationTests.class);

    @Test
    void theProcessTriesAgain() {
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);
        int lost = deployment.lockHolders().get(0);

        Duration again = timed(
                () -> deployment.terminate(lost),
                () -> deployment.isHeld() && !deployment.lockHolders().contains(lost));

        log.info("measured: the changeset runs again {} ms after its connection was lost", again.toMillis());
        assertThat(deployment.recorded("held")).isZero();
        assertThat(deployment.rows("exports")).isZero();
        deployment.letGo();
        service.awaitReady();
        assertThat(service.output()).contains("is retried");
        assertAppliedOnce();
    }

    @Test
    void theProcessWaitsForAnotherThatWasFaster() {
        deployment.hold();
        OrdersProcess first = deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);
        int lost = deployment.lockHolders().get(0);
        OrdersProcess second = deployment.startOn(Deployment.HELD);
        eventually(() -> second.output().contains("Waiting for lock"));

        deployment.terminate(lost);

        eventually(() -> first.output().contains("Waiting for lock"));
        assertThat(deployment.lockHolders()).hasSize(1).doesNotContain(lost);
        assertThat(deployment.rows("exports")).isZero();
        eventually(deployment::isHeld);
        deployment.letGo();
        first.awaitReady();
        second.awaitReady();
        assertThat(second.output()).contains("Changeset 1/1");
        assertAppliedOnce();
    }

    @Test
    void theProcessEndsWhereItMayNotTryAgainAndTheNextFinishes() {
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD, "--lockgate.retry.max-attempts=1");
        eventually(deployment::isHeld);

        deployment.terminate(deployment.lockHolders().get(0));

        assertThat(service.exitCode(PATIENCE)).isEqualTo(TRY_AGAIN);
        assertThat(service.output()).contains("failed: FATAL: terminating connection", "Start again");
        assertThat(deployment.recorded("held")).isZero();

        deployment.letGo();
        deployment.startOn(Deployment.HELD).awaitReady();
        assertAppliedOnce();
    }

    private void assertAppliedOnce() {
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
    }
}
