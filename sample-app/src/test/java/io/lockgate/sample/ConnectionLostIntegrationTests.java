package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A process that may not retry and loses its connection in the middle of a statement ends, and trying again helps. */
class ConnectionLostIntegrationTests {

    private static final int TRY_AGAIN = 75;

    @AutoClose
    private final Deployment deployment = Deployment.of(ConnectionLostIntegrationTests.class);

    @Test
    void theProcessEndsAndTheNextFinishes() {
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD, "--lockgate.retry.max-attempts=1");
        eventually(deployment::isHeld);

        deployment.terminate(deployment.lockHolders().get(0));

        assertThat(service.exitCode(PATIENCE)).isEqualTo(TRY_AGAIN);
        assertThat(service.output()).contains("failed: FATAL: terminating connection", "Start again");
        assertThat(deployment.recorded("held")).isZero();

        deployment.letGo();
        deployment.startOn(Deployment.HELD).awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
    }
}
