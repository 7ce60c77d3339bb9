package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that is killed in the middle of a statement leaves its lock to the next. */
class KilledWhileMigratingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(KilledWhileMigratingIntegrationTests.class);

    /** Five times what it should take: a second until the server notices, half a second until a waiter asks again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @AutoClose
    private final Deployment deployment = Deployment.of(KilledWhileMigratingIntegrationTests.class);

    @Test
    void theNextProcessTakesTheLockOverAndFinishes() {
        deployment.createLiquibasesLock();
        deployment.hold();
        OrdersProcess killed = deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);
        int holder = deployment.lockHolders().get(0);
        OrdersProcess next = deployment.startOn(Deployment.HELD);
        eventually(() -> next.output().contains("Waiting for lock"));

        long start = System.nanoTime();
        killed.kill();
        eventually(() -> !deployment.lockHolders().contains(holder));
        Duration noticed = since(start);
        eventually(() -> !deployment.lockHolders().isEmpty());
        Duration takenOver = since(start);
        log.info(
                "The server noticed after {} ms, the next process had the lock after {} ms",
                noticed.toMillis(),
                takenOver.toMillis());
        assertThat(noticed).isLessThan(PATIENCE);
        assertThat(takenOver.minus(noticed)).isLessThan(Duration.ofSeconds(2));

        deployment.letGo();
        next.awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
        assertThat(deployment.isLiquibasesLockTaken()).isFalse();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
