package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.database.Cancellation;
import io.lockgate.database.DatabaseWait;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.Pooler;
import io.lockgate.database.SessionSettings;
import io.lockgate.database.SignOfLife;
import io.lockgate.database.SpareConnections;
import io.lockgate.testing.OtherPod;
import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A session that holds a lock is ended if it shows no life for so long, and never otherwise. */
class TakeoverIntegrationTests {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final LockWait WAIT = new LockWait(Duration.ofMinutes(1), SILENCE);

    @RegisterExtension
    private final TestService service = new TestService();

    private final Takeover takeover = Takeover.as(WAIT);

    private OtherPod pod;

    @BeforeEach
    void anotherPodHoldsTheLock() {
        pod = service.otherPod();
    }

    @AfterEach
    void closeThePod() {
        pod.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "begin; create table drafts (id int)",
                "begin; create table drafts (id int); select 1/0"
            })
    void aSessionThatWaitsForItsClientIsEnded(String last) throws SQLException {
        try (var statement = pod.session().createStatement()) {
            statement.execute(last);
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("division by zero");
        }

        assertThat(end()).as("at once").isFalse();
        await().until(this::end);

        await().until(() -> service.database().lockHolders().isEmpty());
        assertThat(service.database().tables()).isEmpty();
        assertThat(service.output())
                .contains("Ended the session of process %d (%s), which held lock %s and has shown no life for 1 s"
                        .formatted(pod.pid(), OtherPod.NAME, OtherPod.LOCK));
    }

    @Test
    void aStatementThatWaitsForItsClientIsEndedAsWell() throws SQLException {
        pod.jdbc().sql("create table orders (id int)").update();
        pod.session().unwrap(PGConnection.class).getCopyAPI().copyIn("copy orders from stdin");

        await().until(this::end);

        await().until(() -> service.database().lockHolders().isEmpty());
    }

    @Test
    void aStatementThatRunsIsNot() {
        var running = CompletableFuture.runAsync(
                () -> pod.jdbc().sql("select pg_sleep(600)").query().listOfRows());

        assertNeverEnded();

        assertThat(running).isNotDone();
        service.database().query("select pg_terminate_backend(%d)".formatted(pod.pid()));
    }

    @Test
    void aStatementThatWaitsForALockIsNot() throws SQLException {
        service.database().execute("create table orders (id int)");
        try (Connection reader = service.database().connect()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("lock table orders");
            var waiting = CompletableFuture.runAsync(
                    () -> pod.jdbc().sql("alter table orders add total int").update());

            assertNeverEnded();

            assertThat(waiting).isNotDone();
        }
    }

    @Test
    void nobodyIsEndedUnlessThatIsWanted() {
        var never = Takeover.as(new LockWait(Duration.ofMinutes(1), null));

        await().until(() -> isIdleFor(SILENCE.multipliedBy(2)));

        assertThat(never.end(service.database().jdbc(), OtherPod.LOCK)).isFalse();
        assertThat(service.database().lockHolders()).containsExactly(pod.pid());
    }

    @Test
    void theHolderOfAnotherLockIsNot() {
        await().until(() -> isIdleFor(SILENCE.multipliedBy(2)));

        assertThat(takeover.end(service.database().jdbc(), LockKey.of("public", "history_b")))
                .isFalse();
        assertThat(service.database().lockHolders()).containsExactly(pod.pid());
    }

    @Test
    void theSessionOfAnotherRoleIsNeverTakenForDead() {
        await().until(() -> isIdleFor(SILENCE.multipliedBy(2)));

        assertThat(takeover.end(asGuest(), OtherPod.LOCK)).isFalse();
        assertThat(takeover.end(asGuest(), OtherPod.LOCK)).isFalse();

        assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        assertThat(service.output().toString().split("Cannot tell whether process " + pod.pid(), -1))
                .as("told once")
                .hasSize(2);
    }

    @Test
    void theLogSaysThatAPrivilegeIsMissing() {
        service.database().execute("grant pg_read_all_stats to guest");
        try {
            await().until(() -> isIdleFor(SILENCE.multipliedBy(2)));

            assertThat(takeover.end(asGuest(), OtherPod.LOCK)).isFalse();
            assertThat(takeover.end(asGuest(), OtherPod.LOCK)).isFalse();
        } finally {
            service.database().execute("revoke pg_read_all_stats from guest");
        }

        assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        assertThat(service.output().toString().split("this role may not end its session", -1))
                .as("told once")
                .hasSize(2);
    }

    @Test
    @SuppressWarnings("try") // living, not used
    void aSessionWhoseLifeIsShownIsNotEndedUntilItsThreadHangs() throws Exception {
        DataSource dataSource = dataSource();
        pod.close();
        var hung = new CompletableFuture<Void>();
        try (var connection = open(dataSource);
                var held = acquire(connection);
                var life = SignOfLife.on(
                        new SpareConnections(dataSource, any -> true), settings(), Duration.ofSeconds(3))) {
            var working = new Thread(() -> {
                try (var living = LivingSession.of(connection, life)) {
                    await().until(() -> isIdleFor(Duration.ofSeconds(6)));
                    hung.join();
                }
            });
            working.start();

            var patient = Takeover.as(new LockWait(Duration.ofMinutes(1), Duration.ofSeconds(4)));
            while (!isIdleFor(Duration.ofSeconds(6))) {
                assertThat(patient.end(service.database().jdbc(), OtherPod.LOCK))
                        .isFalse();
            }
            await().until(() -> patient.end(service.database().jdbc(), OtherPod.LOCK));

            hung.complete(null);
            working.join();
            assertThat(held.key()).isEqualTo(OtherPod.LOCK);
        }
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    @SuppressWarnings("try") // living, not used
    void aSessionWhoseLifeCannotBeShownIsProtected() {
        DataSource dataSource = dataSource();
        pod.close();
        try (var connection = open(dataSource);
                var held = acquire(connection);
                var life = SignOfLife.on(
                        new SpareConnections(dataSource, full -> false), settings(), Duration.ofSeconds(3))) {
            try (var living = LivingSession.of(connection, life)) {
                assertNeverEnded();
            }
            await().until(this::end);
            assertThat(held.key()).isEqualTo(OtherPod.LOCK);
        }
        assertThat(service.output()).contains("No second connection to show signs of life on");
    }

    private boolean end() {
        return takeover.end(service.database().jdbc(), OtherPod.LOCK);
    }

    private void assertNeverEnded() {
        await().during(SILENCE.multipliedBy(3)).until(() -> !end());
        assertThat(service.database().lockHolders()).isNotEmpty();
    }

    private boolean isIdleFor(Duration duration) {
        return service.database()
                .query(
                        "select 1 from pg_stat_activity a join pg_locks l using (pid) where locktype = 'advisory' and granted"
                                + " and datname = current_database() and state = 'idle' and state_change < now() - interval '%d ms'"
                                        .formatted(duration.toMillis()))
                .contains("1");
    }

    private JdbcClient asGuest() {
        return JdbcClient.create(
                new DriverManagerDataSource(service.database().url(), Postgres.GUEST, Postgres.PASSWORD_OF_GUEST));
    }

    private DataSource dataSource() {
        return new DriverManagerDataSource(service.database().url(), Postgres.OWNER, "");
    }

    private static SessionSettings settings() {
        return SessionSettings.of(OtherPod.NAME, Pooler.REFUSE);
    }

    private static MigrationConnection open(DataSource dataSource) {
        return new DatabaseWait(1, Duration.ZERO)
                .open(dataSource, settings(), new Cancellation(), (attempt, maxAttempts, reason) -> {});
    }

    private static Held acquire(MigrationConnection connection) {
        return AdvisoryLock.on(connection, OtherPod.LOCK)
                .acquire(WAIT.begin(), new Cancellation(), AdvisoryLock.Waiting.FOR_THE_LOCK)
                .orElseThrow();
    }
}
