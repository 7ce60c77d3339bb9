package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.OtherPod;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

@Tag("liquibase")
class LockNotAcquiredIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesTheHolderAndHowToEndIt(StartupPhase phase) {
        try (var pod = service.otherPod()) {
            var before = service.database().contents();

            var failure = service.failToStart("lockgate.startup.phase=" + phase, "lockgate.lock.wait-timeout=300ms");

            assertThat(failure.description())
                    .matches(("The lock %s was not free within 300ms. Its holder: process %d "
                                    + "\\(lockgate:orders:pod-7\\), connected since \\S+Z")
                            .formatted(OtherPod.LOCK, pod.pid()));
            assertThat(failure.action())
                    .isEqualTo("Wait until that process is done and start again, or raise lockgate.lock.wait-timeout. "
                            + "If it hangs, end it in the database: select pg_terminate_backend(%d);"
                                    .formatted(pod.pid()));
            assertThat(failure.exitCode()).isEqualTo(75);
            assertThat(service.database().contents()).isEqualTo(before);
        }
    }

    @Test
    void theErrorShowsWhatTheHolderRuns() throws Exception {
        try (var pod = service.otherPod()) {
            var running = CompletableFuture.runAsync(() ->
                    pod.jdbc().sql("select pg_sleep(600) -- backfill").query().listOfRows());

            var failure = service.failToStart("lockgate.lock.wait-timeout=300ms");

            assertThat(failure.description()).endsWith(", running: select pg_sleep(600) -- backfill");
            pod.session().unwrap(PGConnection.class).cancelQuery();
            assertThat(running).failsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void theLogNamesTheHolderWhileWaiting() throws Exception {
        try (var pod = service.otherPod()) {
            var running = CompletableFuture.runAsync(() ->
                    pod.jdbc().sql("select pg_sleep(600) -- backfill").query().listOfRows());

            service.failToStart("lockgate.lock.wait-timeout=300ms");

            assertThat(service.output().toString().lines().filter(line -> line.contains("Waiting for lock")))
                    .first()
                    .asString()
                    .contains(
                            OtherPod.LOCK.toString(),
                            "process %d (%s)".formatted(pod.pid(), OtherPod.NAME),
                            "select pg_sleep(600) -- backfill",
                            "select pg_terminate_backend(%d)".formatted(pod.pid()));
            pod.session().unwrap(PGConnection.class).cancelQuery();
            assertThat(running).failsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void theConnectionReturnsToItsPoolAndTheLockStays() {
        try (var pod = service.otherPod()) {
            var start = service.begin("lockgate.on-failure=stay", "lockgate.lock.wait-timeout=300ms");
            await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);

            var pool = start.bean(HikariDataSource.class).getHikariPoolMXBean();
            await().until(() -> pool.getActiveConnections() == 0);
            assertThat(service.database()
                            .query("select application_name from pg_stat_activity"
                                    + " where datname = current_database() and application_name like 'lockgate:%'"))
                    .containsExactly(OtherPod.NAME);
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesWhoHoldsLiquibasesOwnLock(StartupPhase phase) {
        service.database().createLiquibasesLock("true, '2026-01-01 12:00', 'pod-3 (10.0.0.3)'");
        var before = service.database().contents();

        var failure = service.failToStart("lockgate.startup.phase=" + phase, "lockgate.lock.wait-timeout=300ms");

        assertThat(failure.description())
                .isEqualTo("Liquibase's own lock in public.databasechangeloglock was not free within 300ms. Its row "
                        + "says: locked by pod-3 (10.0.0.3) since 2026-01-01 12:00:00");
        assertThat(failure.action())
                .isEqualTo("If that process still migrates, wait until it is done and start again. If it is dead, free "
                        + "its lock in the database: update public.databasechangeloglock set locked = false, "
                        + "lockgranted = null, lockedby = null where id = 1;");
        assertThat(failure.exitCode()).isEqualTo(75);
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
