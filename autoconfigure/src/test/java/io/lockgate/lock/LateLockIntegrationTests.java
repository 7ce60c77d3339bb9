package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.testing.Interceptor;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.MigratingThread;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server grants the lock, and its answer comes too late or not at all. Whoever gives up at that moment has a lock that he
 * does not know of; with its session it must not return to the pool.
 */
class LateLockIntegrationTests {

    private static final Duration WAIT_TIMEOUT = Duration.ofMillis(300);

    private static final Duration RUN_TIMEOUT = Duration.ofSeconds(3);

    private static final Interceptor NOTHING = (sql, connection, statement) -> statement.call();

    /** What happens to the next attempt to take the lock. */
    private final AtomicReference<Interceptor> next = new AtomicReference<>(NOTHING);

    private final CompletableFuture<Void> granted = new CompletableFuture<>();

    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    @RegisterExtension
    private final TestService service = new TestService()
            .intercept((sql, connection, statement) -> sql.contains("pg_try_advisory_lock(")
                    ? next.getAndSet(NOTHING).execute(sql, connection, statement)
                    : statement.call());

    private Start start;

    @BeforeEach
    void startAndAddChangeset() {
        service.releases();
        service.release(1, "create table orders (id int);\n");
        start = service.start("lockgate.lock.wait-timeout=%dms".formatted(WAIT_TIMEOUT.toMillis()));
        service.release(2, "create table customers (id int);\n");
    }

    @Test
    void theContextIsClosedMeanwhile() {
        var run = runUntilGranted();

        var closed = CompletableFuture.runAsync(() -> start.context().close());
        await().until(() -> start.context().isClosed());
        answer.complete(null);

        run.awaitFailure();
        closed.orTimeout(1, TimeUnit.MINUTES).join();
        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.output()).doesNotContain("connection was cut");
    }

    @Test
    void theThreadIsInterruptedMeanwhile() {
        var run = runUntilGranted();

        run.interrupt();
        answer.complete(null);

        run.awaitEnd();
        thePoolIsClean();
    }

    @Test
    void theTimeToWaitIsOverMeanwhile() {
        var run = runUntilGranted();

        var watch = Measurement.start();
        await().until(() -> watch.elapsed().compareTo(WAIT_TIMEOUT) > 0);
        answer.complete(null);

        run.awaitSuccess();
        assertThat(service.database().history()).containsExactly("1", "2");
        thePoolIsClean();
    }

    @Test
    void theTimeOfTheRunIsOverMeanwhile() {
        service.release(2, "select 1;\n");
        start = service.start("lockgate.timeout=%ds".formatted(RUN_TIMEOUT.toSeconds()));
        service.release(3, "create table customers (id int);\n");
        var run = runUntilGranted();

        var watch = Measurement.start();
        await().until(() -> watch.elapsed().compareTo(RUN_TIMEOUT) > 0);
        answer.complete(null);

        assertThat(run.awaitFailure()).hasMessageContaining("lockgate.timeout");
        thePoolIsClean();
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    @Test
    void theStatementIsCancelledAfterItTookTheLock() {
        next.set((sql, connection, statement) -> {
            statement.call();
            throw new SQLException("canceling statement due to user request", "57014");
        });

        MigratingThread.in(start).awaitEnd();

        thePoolIsClean();
    }

    @Test
    void theAnswerIsAnError() {
        next.set((sql, connection, statement) -> {
            statement.call();
            throw new SQLException("out of memory", "XX000");
        });

        MigratingThread.in(start).awaitEnd();

        thePoolIsClean();
    }

    /** The server has granted the lock, and the run does not know yet. */
    private MigratingThread runUntilGranted() {
        next.set((sql, connection, statement) -> {
            var answered = statement.call();
            granted.complete(null);
            answer.join();
            return answered;
        });
        var run = MigratingThread.in(start);
        granted.orTimeout(1, TimeUnit.MINUTES).join();
        assertThat(service.database().lockHolders()).hasSize(1);
        return run;
    }

    private void thePoolIsClean() {
        var pool = start.bean(HikariDataSource.class).getHikariPoolMXBean();
        await().until(() -> pool.getActiveConnections() == 0);
        await().untilAsserted(() -> assertThat(service.database().lockHolders()).isEmpty());
        assertThat(service.database()
                        .query("select pid from pg_stat_activity where datname = current_database()"
                                + " and application_name like 'lockgate:%'"))
                .isEmpty();
    }
}
