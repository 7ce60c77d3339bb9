package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.lock.LockKey;
import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@Tag("liquibase")
class LockNotAcquiredIntegrationTests {

    private static final LockKey KEY = LockKey.of("public", "databasechangelog");

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesTheHolderAndHowToEndIt(StartupPhase phase) throws SQLException {
        try (Connection other = service.database().connect()) {
            int pid = lock(other);
            var before = service.database().contents();

            var failure = service.failToStart("lockgate.startup.phase=" + phase, "lockgate.lock.wait-timeout=300ms");

            assertThat(failure.description())
                    .matches(("The lock %s was not free within 300ms. Its holder: process %d "
                                    + "\\(lockgate:orders:pod-7\\), connected since \\S+Z")
                            .formatted(KEY, pid));
            assertThat(failure.action())
                    .isEqualTo("Wait until that process is done and start again, or raise lockgate.lock.wait-timeout. "
                            + "If it hangs, end it in the database: select pg_terminate_backend(%d);".formatted(pid));
            assertThat(failure.exitCode()).isEqualTo(75);
            assertThat(service.database().contents()).isEqualTo(before);
        }
    }

    @Test
    void theErrorShowsWhatTheHolderRuns() throws Exception {
        try (Connection other = service.database().connect()) {
            lock(other);
            var running =
                    CompletableFuture.runAsync(() -> JdbcClient.create(new SingleConnectionDataSource(other, true))
                            .sql("select pg_sleep(600) -- backfill")
                            .query()
                            .listOfRows());

            var failure = service.failToStart("lockgate.lock.wait-timeout=300ms");

            assertThat(failure.description()).endsWith(", running: select pg_sleep(600) -- backfill");
            other.unwrap(PGConnection.class).cancelQuery();
            assertThat(running).failsWithin(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesWhoHoldsLiquibasesOwnLock(StartupPhase phase) {
        service.database().execute("""
                create table databasechangeloglock
                    (id int primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255))
                """, """
                insert into databasechangeloglock values (1, true, '2026-01-01 12:00', 'pod-3 (10.0.0.3)')
                """);
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

    private static int lock(Connection other) {
        JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(other, true));
        jdbc.sql("select set_config('application_name', 'lockgate:orders:pod-7', false)")
                .query(String.class)
                .single();
        int pid = jdbc.sql("select pg_backend_pid()").query(Integer.class).single();
        jdbc.sql("select pg_advisory_lock(" + KEY + ")").query().listOfRows();
        return pid;
    }
}
