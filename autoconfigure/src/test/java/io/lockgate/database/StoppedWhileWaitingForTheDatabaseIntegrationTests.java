package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.MigratingThread;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that takes connections and never answers: pool and driver wait, and the run is gone at once when it is to stop. */
@Tag("liquibase")
class StoppedWhileWaitingForTheDatabaseIntegrationTests {

    /** Much less than the shutdown may take, and than the pool waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @RegisterExtension
    private final TestService service = new TestService();

    @AutoClose
    private final ServerSocket silent = silent();

    @BeforeEach
    void changelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void theEndOfTheContextEndsTheWait() {
        var start = service.begin(silently());
        awaitAsking(start);

        var watch = Measurement.start();
        start.context().close();
        await().until(start::isDone);

        assertThat(watch.elapsed()).isLessThan(PATIENCE);
        assertThat(service.output())
                .doesNotContain("connection was cut", "did not end within", "APPLICATION FAILED TO START");
    }

    @Test
    void sigtermEndsTheWaitInThePhaseInit() throws Exception {
        var process = service.fork("lockgate.startup.phase=init", silently());
        await().until(() -> service.printedByProcesses().contains("HikariPool-1 - Starting"));

        var watch = Measurement.start();
        process.destroy();
        boolean gone = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(gone).isTrue();
        assertThat(watch.elapsed()).isLessThan(PATIENCE);
        assertThat(service.printedByProcesses()).doesNotContain("connection was cut", "did not end within");
    }

    @Test
    void theTimeoutOfTheRunEndsTheWait() {
        var watch = Measurement.start();
        var failure = service.failToStart("lockgate.timeout=1s", silently());

        assertThat(watch.elapsed()).isLessThan(PATIENCE.multipliedBy(2));
        assertThat(failure.description()).startsWith("The migration was ended after 1s");
        assertThat(failure.exitCode()).isEqualTo(75);
    }

    @Test
    void anInterruptEndsTheWaitAndIsHandedOn() {
        var start = service.start("spring.datasource.hikari.maximum-pool-size=1");
        var pool = start.bean(HikariDataSource.class);
        try (var taken = pool.getConnection()) {
            var run = MigratingThread.in(start);
            await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);

            var watch = Measurement.start();
            run.interrupt();

            assertThat(run.awaitFailure()).isInstanceOf(RunCancelledException.class);
            assertThat(run.wasInterruptedAtTheEnd()).isTrue();
            assertThat(watch.elapsed()).isLessThan(PATIENCE);
            assertThat(taken).isNotNull();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        // the connection that arrives too late is given back
        await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        MigratingThread.in(start).awaitSuccess();
    }

    private static void awaitAsking(Start start) {
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.WAITING_FOR_DATABASE);
    }

    private String silently() {
        return "spring.datasource.url=jdbc:postgresql://localhost:%d/orders".formatted(silent.getLocalPort());
    }

    /** The system takes the connections that nobody accepts. */
    private static ServerSocket silent() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
