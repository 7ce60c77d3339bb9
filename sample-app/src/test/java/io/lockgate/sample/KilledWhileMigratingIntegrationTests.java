package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.Eventually.timed;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is killed while it migrates leaves its lock to the next, whatever its session does at that moment. A server
 * that runs a statement, or waits for a lock, does not look after its client unless it is told to.
 */
class KilledWhileMigratingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(KilledWhileMigratingIntegrationTests.class);

    /** Five times what it should take: a second until the server notices, half a second until a waiter asks again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String NO_LOCK_TIMEOUT = "--lockgate.ddl.lock-timeout=0";

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
                "measured: the server noticed after {} ms, the next process had the lock after {} ms",
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

    @Test
    void theNextProcessHasTheLockAtOnceWhereTheSessionWasIdle() {
        OrdersProcess killed = deployment.startOn(Deployment.OUTSIDE_OF_DATABASE, Deployment.forSeconds(600));
        eventually(() -> deployment.sessions("application_name like 'lockgate:%' and state like 'idle%'"
                        + " and query like 'insert into exports%'")
                == 1);
        int holder = deployment.lockHolders().get(0);
        OrdersProcess next = deployment.startOn(Deployment.OUTSIDE_OF_DATABASE);
        eventually(() -> next.output().contains("Waiting for lock"));

        Duration takenOver = timed(
                killed::kill,
                () -> deployment.lockHolders().stream().anyMatch(pid -> pid != holder)
                        || deployment.recorded("outside") > 0);

        log.info("measured: the next process has the lock {} ms after an idle holder was killed", takenOver.toMillis());
        assertThat(takenOver).isLessThan(Duration.ofSeconds(5));
        next.awaitReady();
        assertThat(deployment.recorded("outside")).isOne();
        assertThat(deployment.rows("exports")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select pg_sleep(60)", "do $$ begin for i in 1..2000000000 loop null; end loop; end $$"})
    void aStatementThatRunsIsRolledBack(String statement) {
        OrdersProcess service = deployment.startOn(Deployment.STATEMENT, Deployment.statement(statement));
        eventually(() -> deployment.isRunning(statement));

        killAndStartAgain(service, statement);
    }

    @Test
    @SuppressWarnings("try") // held, not used
    void aStatementThatWaitsForATableIsRolledBack() throws SQLException {
        deployment.jdbc().sql("create table parcels ()").update();
        String statement = "alter table parcels add weight int";
        try (TableLock reader = TableLock.on(deployment.url(), "parcels")) {
            OrdersProcess service =
                    deployment.startOn(Deployment.STATEMENT, Deployment.statement(statement), NO_LOCK_TIMEOUT);
            eventually(
                    () -> deployment.sessions("wait_event_type = 'Lock' and query = '%s'".formatted(statement)) == 1);

            killAndStartAgain(service, statement);
        }
    }

    private void killAndStartAgain(OrdersProcess service, String statement) {
        Duration free = timed(service::kill, () -> deployment.lockHolders().isEmpty());

        log.info("measured: the lock is free {} ms after a kill during \"{}\"", free.toMillis(), statement);
        assertThat(free).isLessThan(PATIENCE);
        eventually(() -> deployment.sessions("application_name like 'lockgate:%'") == 0);
        assertThat(deployment.recorded("statement")).isZero();
        assertThat(deployment.rows("exports")).isZero();

        deployment.startOn(Deployment.STATEMENT).awaitReady();
        assertThat(deployment.recorded("statement")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
