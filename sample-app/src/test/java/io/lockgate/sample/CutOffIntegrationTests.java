package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that dies behind a cut cable leaves its lock to the next soon. The server gets neither a FIN nor a RST, so that by
 * itself it would keep the session, and with it the lock, for hours.
 */
@EnabledIf(
        value = "io.lockgate.sample.Network#isExpected",
        disabledReason = "A network of one's own is not possible; with CI=true this would be a failure")
class CutOffIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(CutOffIntegrationTests.class);

    /** Five times what it should take. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    @AutoClose
    private final Network network = Network.create();

    @AutoClose
    private final DatabaseServer server = DatabaseServer.listeningOn(network.address());

    @AutoClose
    private final Deployment deployment = Deployment.of(CutOffIntegrationTests.class, server);

    private OrdersProcess killed;

    private int holder;

    /** The keepalives find out: nothing runs, and all that was sent has been acknowledged. */
    @Test
    void betweenTwoStatements() {
        startAndHold();
        killed.pause();
        deployment.letGo();
        eventually(() -> deployment.sessions("pid = " + holder + " and state = 'idle in transaction'") == 1);

        cutAndKill();

        assertThatTheLockIsSoonFree("between two statements");
    }

    /** The server asks the socket while the statement runs, and the keepalives tell the socket. */
    @Test
    void inTheMiddleOfAStatement() {
        startAndHold();

        cutAndKill();

        assertThatTheLockIsSoonFree("in the middle of a statement");
    }

    /** The result is on its way and never acknowledged: no keepalives are sent meanwhile, and nothing runs. */
    @Test
    void beforeTheEndOfAStatement() {
        startAndHold();

        cutAndKill();
        deployment.letGo();

        assertThatTheLockIsSoonFree("before the end of a statement");
    }

    private void startAndHold() {
        deployment.hold();
        killed = deployment.startIn(network, Deployment.HELD);
        eventually(deployment::isHeld);
        holder = deployment.lockHolders().get(0);
    }

    private void cutAndKill() {
        network.cut();
        killed.kill();
    }

    private void assertThatTheLockIsSoonFree(String when) {
        long start = System.nanoTime();
        eventually(() -> deployment.lockHolders().isEmpty());
        Duration free = Duration.ofNanos(System.nanoTime() - start);
        log.info("measured: cut off and killed {}, lock free after {} ms", when, free.toMillis());
        assertThat(free).isLessThan(PATIENCE);
        assertThat(deployment.sessions("pid = " + holder)).isZero();
        assertThat(deployment.recorded("held")).isZero();

        deployment.letGo();
        deployment.startOn(Deployment.HELD).awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
    }
}
