package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails for a reason that passes is tried again, and nothing else is. */
@Tag("liquibase")
class RetryIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aChangesetThatCollidesIsRolledBackAndTriedAgainUnderTheSameLock() throws SQLException {
        service.database().execute("create table orders (id int)");
        service.changelog("""
                --changeset ana:first
                create table customers (id int);
                --changeset ana:second
                insert into customers values (1);
                alter table orders add note text;
                """);
        try (Connection other = reading("orders")) {
            var start = service.begin("lockgate.ddl.lock-timeout=100ms");
            await().until(() -> service.output().toString().contains("::second::ana is retried"));
            assertThat(service.database().history()).containsExactly("first");
            other.rollback();
            start.awaitReady();
        }

        assertThat(service.database().history()).containsExactly("first", "second");
        assertThat(service.database().query("select count(*) from customers")).containsExactly("1");
        assertThat(service.output()).doesNotContain("Run is retried");
        assertThat(service.database().query("select outcome || ' ' || changesets from lockgate_run"))
                .containsExactly("MIGRATED 2");
    }

    @Test
    void aStatementOutsideOfATransactionIsTriedAgainByItself() throws SQLException {
        service.database().execute("create table orders (id int)");
        service.changelog("""
                --changeset ana:1 runInTransaction:false
                create table customers (id int);
                alter table orders add note text;
                """);
        try (Connection other = reading("orders")) {
            var start = service.begin("lockgate.ddl.lock-timeout=100ms");
            await().until(() -> service.output().toString().contains("::1::ana is retried"));
            other.rollback();
            start.awaitReady();
        }

        assertThat(service.database().history()).containsExactly("1");
    }

    @Test
    void aRunThatLostItsConnectionGoesAgainAndStaysOneRun() {
        service.database().execute("create sequence attempts");
        service.changelog("""
                --changeset ana:first
                create table customers (id int);
                --changeset ana:second
                create table orders (id int);
                select case when nextval('attempts') < 3 then pg_terminate_backend(pg_backend_pid()) end;
                """);

        service.startAndStop();

        assertThat(service.output())
                .containsPattern("Run \\S+ is retried in 100 ms: Changeset \\S+::second::ana failed");
        assertThat(service.output()).containsPattern("Run \\S+ is retried in 150 ms");
        assertThat(service.database().history()).containsExactly("first", "second");
        assertThat(service.database().query("select outcome || ' ' || changesets from lockgate_run"))
                .containsExactly("MIGRATED 2");
    }

    @Test
    void whatTookEffectOutsideOfATransactionIsNotDoneAgain() throws SQLException {
        service.database()
                .execute(
                        "create table orders (id int)",
                        "create table account (total int)",
                        "insert into account values (0)");
        service.changelog("""
                --changeset ana:1 runInTransaction:false
                update account set total = total + 100;
                alter table orders add note text;
                """);
        try (Connection other = reading("orders")) {
            var failure = service.failToStart("lockgate.ddl.lock-timeout=100ms", "lockgate.retry.max-attempts=3");

            assertThat(failure.exitCode()).isEqualTo(75);
            assertThat(failure.action()).contains("undo them by hand");
            other.rollback();
        }
        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(service.output()).doesNotContain("Run is retried");
    }

    @Test
    void whatAChangesetCommitsInItsMiddleIsNotDoneAgain() throws SQLException {
        service.database().execute("create table orders (id int)", "create table account (total int)");
        service.changelog("""
                --changeset ana:1
                insert into account values (100);
                commit;
                alter table orders add note text;
                """);
        try (Connection other = reading("orders")) {
            service.failToStart("lockgate.ddl.lock-timeout=100ms", "lockgate.retry.max-attempts=3");
            other.rollback();
        }
        assertThat(service.database().query("select count(*) from account")).containsExactly("1");
    }

    @Test
    void wrongSqlIsNotTriedAgain() {
        service.changelog("--changeset ana:1\ncreate table orders (id no_such_type);\n");

        var failure = service.failToStart();

        assertThat(failure.exitCode()).isOne();
        assertThat(service.output()).doesNotContain("is retried");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.liquibase.drop-first=true", "spring.liquibase.test-rollback-on-update=true"})
    void aBeanThatDoesMoreThanGoOnIsNotTriedAgain(String property) {
        loseTheConnection();

        var failure = service.failToStart(property);

        assertThat(failure.exitCode()).isEqualTo(75);
        assertThat(service.output()).doesNotContain("is retried");
    }

    @Test
    void aBeanThatWritesARollbackFileIsNotTriedAgain(@TempDir Path folder) {
        loseTheConnection();

        service.failToStart("spring.liquibase.rollback-file=" + folder.resolve("rollback.sql"));

        assertThat(service.output()).doesNotContain("is retried");
    }

    @Test
    void aRunEndsWhenItsTimeIsUp() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n" + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var failure = service.failToStart("lockgate.timeout=2s");

            assertThat(failure.description())
                    .startsWith("The migration was ended after 2s")
                    .contains("lockgate.timeout");
            assertThat(failure.exitCode()).isEqualTo(75);
            assertThat(held).isNotNull();
        }
        assertThat(service.database().tables()).doesNotContain("orders");
        assertThat(service.database().history()).isEmpty();
    }

    @Test
    void aStatementEndsWhenItsTimeIsUp() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\nselect pg_sleep(600);\n");

        var failure = service.failToStart("lockgate.ddl.statement-timeout=300ms");

        assertThat(failure.description()).contains("canceling statement due to statement timeout");
        assertThat(service.database().history()).isEmpty();
    }

    private void loseTheConnection() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                select pg_terminate_backend(pg_backend_pid());
                --rollback drop table orders;
                """);
    }

    private Connection reading(String table) throws SQLException {
        Connection connection = service.database().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select from " + table);
        }
        return connection;
    }
}
