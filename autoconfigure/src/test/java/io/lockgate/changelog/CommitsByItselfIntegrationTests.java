package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.FailedStart;
import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.DatabaseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A changeset that ends its transaction by itself is not done twice, whatever its text looks like, and the error says what stays. */
@Tag("liquibase")
class CommitsByItselfIntegrationTests {

    private static final String YAML = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    private static final String STAYS = "has committed its earlier statements by itself, so that they stay";

    private static final String MAY_STAY = "may have committed earlier statements by itself";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTables() {
        service.database()
                .execute(
                        "create table orders (id int)",
                        "create table account (total int)",
                        "create function broken() returns int language plpgsql as 'begin raise exception ''broken''; end'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select E'it\\'s'; commit",
                "select 1 as \"it's\"; commit",
                "select 1 as \"a--b\"; commit",
                "select 1 as \"/*\"; commit; select 1 as \"*/\"",
                "/* /* */ ' */ commit",
                "select $ä_1$'$ä_1$; commit",
                "select 1 as a$b$; commit; select 2 as c$b$",
                "select 'a' -- it's\n; commit",
                "commit and chain",
                "end work",
                "rollback; set lock_timeout = 100; begin; insert into account values (100); commit",
            })
    void whatATextHidesIsNotDoneTwice(String sql) throws SQLException {
        service.changelog("""
                --changeset ana:1 splitStatements:false stripComments:false
                insert into account values (100);
                %s;
                alter table orders add note text;
                """.formatted(sql));

        var failure = collide();

        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(failure.action()).containsAnyOf(STAYS, MAY_STAY);
        assertThat(failure.exitCode()).isEqualTo(75);
        assertThat(service.database().history()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ByStatement.class,
                ByMetaData.class,
                ByTheDriver.class,
                ByAutoCommit.class,
                ByAutoCommitOfTheDriver.class,
                BySql.class
            })
    void whatCodeCommitsIsNotDoneTwice(Class<?> change) throws SQLException {
        changelog(change, "");

        var failure = collide(YAML);

        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(failure.action()).contains(STAYS);
    }

    @ParameterizedTest
    @ValueSource(classes = {ByStatement.class, ByMetaData.class, ByTheDriver.class, ByAutoCommit.class})
    void whatCodeHasCommittedIsToldWhenItFails(Class<?> change) {
        changelog(change, "- sql: {sql: select broken()}");

        var failure = service.failToStart(YAML);

        assertThat(failure.action())
                .isEqualTo("The changeset " + STAYS + ": undo them by hand if need be, correct the changeset and start"
                        + " again. The changesets before it are kept.");
        assertThat(service.database().query("select total from account")).containsExactly("100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aFileWithATransactionOfItsOwnThatFailsAfterItIsNotCalledRolledBack(String split) {
        service.changelog("""
                --changeset ana:1 splitStatements:%s
                begin;
                insert into account values (100);
                commit;
                select broken();
                """.formatted(split));

        var failure = service.failToStart();

        assertThat(failure.action()).contains(STAYS).doesNotContain("rolled back");
        assertThat(service.database().query("select total from account")).containsExactly("100");
    }

    @Test
    void aPrivilegeThatIsMissingAfterACommitIsNotCalledRolledBack() {
        service.changelog("""
                --changeset ana:1
                insert into account values (100);
                commit;
                set role pg_monitor;
                insert into account values (200);
                """);

        var failure = service.failToStart();

        assertThat(failure.description()).contains("for want of a privilege");
        assertThat(failure.action()).contains(STAYS).doesNotContain("rolled back");
    }

    @Test
    void aRunThatIsEndedAfterACommitIsNotCalledRolledBack() {
        service.changelog("""
                --changeset ana:1
                insert into account values (100);
                commit;
                select pg_sleep(600);
                """);

        var failure = service.failToStart("lockgate.timeout=2s");

        assertThat(failure.description()).startsWith("The migration was ended after 2s");
        assertThat(failure.action()).contains(STAYS).doesNotContain("rolled back");
    }

    @Test
    void aConnectionThatIsLostAfterAHiddenCommitIsNotTriedAgain() {
        service.changelog("""
                --changeset ana:1 splitStatements:false
                insert into account values (100);
                select E'it\\'s'; commit;
                select pg_terminate_backend(pg_backend_pid());
                """);

        var failure = service.failToStart();

        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(failure.action()).contains(MAY_STAY);
        assertThat(failure.exitCode()).isEqualTo(75);
    }

    @Test
    void oneThatSucceedsIsRecordedAndWarnedOf() {
        service.changelog("""
                --changeset ana:1 splitStatements:false
                insert into account values (100);
                select E'it\\'s'; commit;
                insert into account values (200);
                --changeset ana:2
                insert into account values (300);
                """);

        service.startAndStop();
        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(service.database().query("select total from account order by 1"))
                .containsExactly("100", "200", "300");
        assertThat(service.output()).contains("::1::ana ends its transaction by itself");
        assertThat(service.output()).doesNotContain("::2::ana ends its transaction by itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into account values (100); savepoint a; rollback to savepoint a; select case 1 when 1 then 2 end",
                "insert into account values (100); select 'commit; ''end'",
                "insert into account values (100); do $$ begin perform 1; end $$",
                "insert into account values (100); select E'it\\'s ; end'",
            })
    void oneThatOnlyLooksLikeItIsTriedAgain(String sql) throws SQLException {
        service.changelog("""
                --changeset ana:0
                --preconditions onFail:MARK_RAN
                --precondition-sql-check expectedResult:0 select count(*) from account
                create table before (id int);
                --changeset ana:1 splitStatements:false
                --preconditions onFail:MARK_RAN
                --precondition-sql-check expectedResult:0 select count(*) from account
                %s;
                alter table orders add note text;
                """.formatted(sql));
        try (Connection other = reading()) {
            var start = service.begin("lockgate.ddl.lock-timeout=100ms");
            await().until(() -> service.output().toString().contains("::1::ana is retried"));
            other.rollback();
            start.awaitReady();
        }

        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(service.database().history()).containsExactly("0", "1");
        assertThat(service.output()).doesNotContain("by itself");
    }

    @Test
    void codeThatUsesItsConnectionAsItShouldIsTriedAgain() throws SQLException {
        changelog(Inserts.class, "");
        try (Connection other = reading()) {
            var start = service.begin(YAML, "lockgate.ddl.lock-timeout=100ms");
            await().until(() -> service.output().toString().contains("::1::ana is retried"));
            other.rollback();
            start.awaitReady();
        }

        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(service.output()).doesNotContain("by itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set transaction isolation level serializable",
                "set local work_mem = '8MB'; set transaction isolation level serializable",
                "insert into account values (100); commit; set transaction isolation level serializable",
            })
    void aChangesetStillSaysHowItsTransactionIs(String sql) {
        service.changelog("""
                --changeset ana:0
                --preconditions onFail:MARK_RAN
                --precondition-sql-check expectedResult:0 select count(*) from account
                set transaction isolation level serializable;
                --changeset ana:1
                %s;
                select case when current_setting('transaction_isolation') = 'read committed' then broken() end;
                """.formatted(sql));

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("0", "1");
    }

    @Test
    void oneAfterAChangedSessionIsNotTakenForIt() {
        service.changelog("""
                --changeset ana:1
                set search_path = pg_catalog;
                --changeset ana:2
                set application_name = 'mine';
                --changeset ana:3
                insert into account values (100);
                """);

        service.startAndStop();

        assertThat(service.output()).contains("has changed the session").doesNotContain("by itself");
    }

    @Test
    void aChangesetMayBeReadOnly() {
        service.changelog("""
                --changeset ana:1
                set transaction read only;
                select count(*) from account;
                --changeset ana:2
                insert into account values (100);
                """);

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1", "2");
    }

    private void changelog(Class<?> change, String more) {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ana
                      changes:
                        - customChange: {class: "%s"}
                        %s
                        - sql: {sql: alter table orders add note text}
                """.formatted(change.getName(), more));
    }

    private FailedStart collide(String... properties) throws SQLException {
        try (Connection other = reading()) {
            var failure = service.property("lockgate.ddl.lock-timeout=100ms")
                    .property("lockgate.retry.max-attempts=3")
                    .failToStart(properties);
            other.rollback();
            assertThat(failure.description()).contains("canceling statement due to lock timeout");
            return failure;
        }
    }

    private Connection reading() throws SQLException {
        Connection connection = service.database().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select from orders");
        }
        return connection;
    }

    /** Inserts a row on the connection of the changeset. */
    public static class Inserts extends PlainChange implements CustomTaskChange {

        @Override
        public void execute(Database database) throws CustomChangeException {
            try (Statement statement = ((JdbcConnection) database.getConnection()).createStatement()) {
                statement.execute("insert into account values (100)");
                commit(statement);
            } catch (SQLException | DatabaseException e) {
                throw new CustomChangeException(e);
            }
        }

        void commit(Statement statement) throws SQLException {}
    }

    /** Commits by the connection of its statement. */
    public static final class ByStatement extends Inserts {

        @Override
        void commit(Statement statement) throws SQLException {
            statement.getConnection().commit();
        }
    }

    /** Commits by the connection of the metadata. */
    public static final class ByMetaData extends Inserts {

        @Override
        void commit(Statement statement) throws SQLException {
            statement.getConnection().getMetaData().getConnection().commit();
        }
    }

    /** Commits by the driver's own connection. */
    public static final class ByTheDriver extends Inserts {

        @Override
        void commit(Statement statement) throws SQLException {
            ((Connection) statement.getConnection().unwrap(PGConnection.class)).commit();
        }
    }

    /** Switches autocommit on and off again. */
    public static final class ByAutoCommit extends Inserts {

        @Override
        void commit(Statement statement) throws SQLException {
            statement.getConnection().setAutoCommit(true);
            statement.getConnection().setAutoCommit(false);
        }
    }

    /** Switches autocommit on and off again, by the driver's own connection. */
    public static final class ByAutoCommitOfTheDriver extends Inserts {

        @Override
        void commit(Statement statement) throws SQLException {
            Connection driver = (Connection) statement.getConnection().unwrap(PGConnection.class);
            driver.setAutoCommit(true);
            driver.setAutoCommit(false);
        }
    }

    /** Commits by a statement. */
    public static final class BySql extends Inserts {

        @Override
        void commit(Statement statement) throws SQLException {
            statement.execute("/* done */ commit");
        }
    }
}
