package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.Eventually.timed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is frozen while it migrates keeps its session, since its kernel goes on answering. The session is ended by the one
 * that waits, where that is wanted; and the process, once it wakes up, does nothing twice.
 */
class FrozenWhileMigratingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(FrozenWhileMigratingIntegrationTests.class);

    private static final String TAKEOVER = "--lockgate.lock.takeover-after=10s";

    private static final Duration AFTER = Duration.ofSeconds(10);

    @AutoClose
    private final Deployment deployment = Deployment.of(FrozenWhileMigratingIntegrationTests.class);

    @Test
    void theNextProcessTakesOverOnceTheStatementHasEndedAndTheFrozenOneFindsTheWorkDone() {
        deployment.createLiquibasesLock();
        OrdersProcess frozen = deployment.startHeld(Deployment.HELD, TAKEOVER);
        int holder = deployment.held().get(0);
        OrdersProcess next = deployment.startOn(Deployment.HELD, TAKEOVER);
        eventually(next::isWaiting);
        frozen.pause();
        eventually(
                () -> deployment.sessions("pid = %d and xact_start < now() - interval '12 s'".formatted(holder)) == 1);
        assertThat(deployment.held()).as("a statement that runs is left alone").containsExactly(holder);

        Duration takenOver = timed(deployment::letGo, () -> deployment.sessions("pid = " + holder) == 0);
        log.info("measured: the session of a frozen process was ended {} ms after its statement", takenOver.toMillis());
        assertThat(takenOver).isBetween(AFTER.minusMillis(500), AFTER.plusSeconds(10));
        next.awaitReady();
        assertThat(next.output()).contains("Ended the session of process " + holder);
        assertThat(deployment.rows("exports")).isOne();

        frozen.resume();
        frozen.awaitReady();
        assertThat(frozen.output()).contains("is retried");
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
        assertThat(deployment.isLiquibasesLockTaken()).isFalse();
    }

    @Test
    void aProcessThatWorksOutsideOfTheDatabaseIsWaitedFor() {
        OrdersProcess working = deployment.startOn(Deployment.OUTSIDE_OF_DATABASE, Deployment.forSeconds(15), TAKEOVER);
        eventually(
                () -> deployment.sessions("state = 'idle in transaction' and query like 'insert into exports%'") == 1);
        OrdersProcess next = deployment.startOn(Deployment.OUTSIDE_OF_DATABASE, Deployment.forSeconds(0), TAKEOVER);

        working.awaitReady();
        next.awaitReady();

        assertThat(working.output()).doesNotContain("is retried");
        assertThat(next.output()).contains("Waiting for lock").doesNotContain("Ended the session");
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recorded("outside")).isOne();
    }
}
