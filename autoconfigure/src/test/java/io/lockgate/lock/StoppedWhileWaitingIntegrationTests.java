package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.database.RunCancelledException;
import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.MigratingThread;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever waits for another migrator can be told to stop, and is gone at once: Liquibase's own lock service swallows the
 * interrupt, and spins from then on.
 */
class StoppedWhileWaitingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(StoppedWhileWaitingIntegrationTests.class);

    /** Five times what it should take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 5;

    private static final Duration MIN_PAUSE = Duration.ofMillis(100);

    private final AtomicInteger attempts = new AtomicInteger();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        if (sql.contains("pg_try_advisory_lock")) {
            attempts.incrementAndGet();
        }
        return statement.call();
    });

    @BeforeEach
    void writeChangelog() {
        service.releases();
        service.release(1, "create table orders (id int);\n");
    }

    @Test
    void anInterruptEndsTheWaitForTheLock() {
        var start = service.start();
        service.release(2, "create table customers (id int);\n");
        try (var pod = service.otherPod()) {
            var run = MigratingThread.in(start);
            awaitWaiting(start);

            interrupt(run);

            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
            assertThat(service.database().history()).containsExactly("1");
        }

        MigratingThread.in(start).awaitSuccess();
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    @Test
    void anInterruptEndsTheWaitForLiquibasesOwnLock() {
        var start = service.start();
        service.release(2, "create table customers (id int);\n");
        service.database().createLiquibasesLock("true, now(), 'pod-3'");
        var run = MigratingThread.in(start);
        await().until(() -> service.output().toString().contains("Waiting for Liquibase's own lock"));

        interrupt(run);

        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.database().query("select lockedby from databasechangeloglock"))
                .containsExactly("pod-3");
    }

    @Test
    void aWaitCostsNextToNothing() {
        var start = service.start();
        service.release(2, "create table customers (id int);\n");
        try (var pod = service.otherPod()) {
            var run = MigratingThread.in(start);
            awaitWaiting(start);

            int first = attempts.get();
            Duration computedBefore = run.computed();
            var watch = Measurement.start();
            await().until(() -> attempts.get() >= first + ATTEMPTS);
            Duration waited = watch.elapsed();
            Duration computed = run.computed().minus(computedBefore);

            log.info("measured: {} ms of computing in {} ms of waiting", computed.toMillis(), waited.toMillis());
            assertThat(waited).isGreaterThan(MIN_PAUSE.multipliedBy(ATTEMPTS - 1));
            assertThat(computed).isLessThan(waited.dividedBy(2));
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
            interrupt(run);
        }
    }

    @Test
    void theEndOfTheContextEndsTheWait() {
        try (var pod = service.otherPod()) {
            var start = service.begin();
            awaitWaiting(start);

            var watch = Measurement.start();
            start.context().close();
            await().until(start::isDone);

            log.info(
                    "measured: gone {} ms after the context was closed",
                    watch.elapsed().toMillis());
            assertThat(watch.elapsed()).isLessThan(PATIENCE);
            assertThat(service.output()).contains("ended early").doesNotContain("APPLICATION FAILED TO START");
            await().untilAsserted(
                            () -> assertThat(service.database().sessions()).containsExactly(pod.pid()));
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
            assertThat(service.database().tables()).doesNotContain("orders");
        }
    }

    /** In this phase the context is not refreshed yet, and its end is not heard of: the signal itself has to do. */
    @Test
    void sigtermEndsTheWaitInThePhaseInit() throws Exception {
        try (var pod = service.otherPod()) {
            var process = service.fork("lockgate.startup.phase=init");
            await().until(() -> service.printedByProcesses().contains("Waiting for lock"));

            var watch = Measurement.start();
            process.destroy();
            boolean gone = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            log.info("measured: gone {} ms after SIGTERM", watch.elapsed().toMillis());
            assertThat(gone).isTrue();
            await().until(() -> service.database().sessions().equals(List.of(pod.pid())));
            assertThat(service.database().tables()).doesNotContain("orders");
        }
    }

    private static void interrupt(MigratingThread run) {
        var watch = Measurement.start();
        run.interrupt();
        var failure = run.awaitFailure();

        log.info("measured: gone {} ms after the interrupt", watch.elapsed().toMillis());
        assertThat(watch.elapsed()).isLessThan(PATIENCE);
        assertThat(failure).isInstanceOf(RunCancelledException.class);
        assertThat(run.wasInterruptedAtTheEnd()).isTrue();
    }

    private static void awaitWaiting(Start start) {
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.WAITING_FOR_LOCK);
    }
}
