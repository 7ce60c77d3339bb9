package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A changeset that failed for a reason that passes by itself. */
@Tag("liquibase")
class PassingFailureIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void aTableWasLockedForTooLong(StartupPhase phase) throws SQLException {
        service.database().execute("create table orders (id int)");
        service.changelog("""
                --changeset ana:1
                create table customers (id int);
                set local lock_timeout = '100ms';
                alter table orders add note text;
                """);
        try (Connection other = service.database().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table orders");

            var failure = service.failToStart("lockgate.startup.phase=" + phase);

            assertThat(failure.description())
                    .isEqualTo("Changeset db/changelog/main.sql::1::ana failed: ERROR: canceling statement due to lock "
                            + "timeout\nStatement: alter table orders add note text");
            assertThat(failure.action())
                    .isEqualTo("Start again: what stood in the way passes by itself. It is rolled back; the "
                            + "changesets before it are kept, and are not executed again.");
            assertThat(failure.exitCode()).isEqualTo(75);
            other.rollback();
        }
        assertThat(service.database().history()).isEmpty();
        assertThat(service.database().tables()).doesNotContain("customers");
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theConnectionWasLost(StartupPhase phase) {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2
                create table customers (id int);
                """ + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var administrator = CompletableFuture.runAsync(() -> {
                held.awaitWaiting();
                held.terminate();
            });

            var failure = service.failToStart("lockgate.startup.phase=" + phase, "lockgate.retry.max-attempts=1");

            administrator.join();
            assertThat(failure.description())
                    .startsWith("Changeset db/changelog/main.sql::2::ana failed: FATAL: terminating connection");
            assertThat(failure.exitCode()).isEqualTo(75);
        }
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().tables()).doesNotContain("customers");
        assertThat(service.database().query("select outcome from lockgate_run")).containsExactly("RUNNING");
    }

    @Test
    void theConnectionWasLostBeforeTheChangesetWasRecorded() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();
        service.database().execute("""
                create rule cut as on insert to databasechangelog
                do also select pg_terminate_backend(pg_backend_pid())
                """);
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2
                create table customers (id int);
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::2::ana failed: "
                        + "FATAL: terminating connection due to administrator command")
                .contains("Statement: INSERT INTO public.databasechangelog");
        assertThat(failure.exitCode()).isEqualTo(75);
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().tables()).doesNotContain("customers");
    }
}
