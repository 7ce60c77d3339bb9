package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

/** Code that loses its connection is executed again if its server says, on another connection, that its transaction was aborted. */
@Tag("liquibase")
class LostInCodeIntegrationTests {

    private static final String YAML = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    private static final AtomicInteger executions = new AtomicInteger();

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTables() {
        executions.set(0);
        service.database().execute("create table account (total int)");
    }

    @ParameterizedTest
    @ValueSource(classes = {EndsItsSession.class, EndsItsSessionAtOnce.class, SetsItsIsolation.class, Batches.class})
    void itIsDoneOnce(Class<?> change) {
        changelog(change, "");

        service.startAndStop(YAML);

        assertThat(executions).hasValue(2);
        assertDone();
    }

    @Test
    void itIsDoneOnceWhereThePoolHasNoOtherConnection() {
        changelog(EndsItsSession.class, "");

        service.startAndStop(YAML, "spring.datasource.hikari.maximum-pool-size=1");

        assertThat(executions).hasValue(2);
        assertDone();
    }

    @Test
    void itIsDoneOnceIfItIsLostWhileItIsRecorded() {
        service.database()
                .execute(
                        "create sequence attempts",
                        "create function end_session() returns trigger language plpgsql as 'begin"
                                + " if nextval(''attempts'') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;"
                                + " return new; end'");
        changelog(
                Inserts.class,
                "- sql: {sql: create trigger ending before insert on databasechangelog for each row execute function"
                        + " end_session()}");

        service.startAndStop(YAML);

        assertThat(executions).hasValue(2);
        assertDone();
    }

    @ParameterizedTest
    @ValueSource(classes = {Commits.class, CommitsByMetaData.class})
    void whatItHasCommittedIsNotDoneTwice(Class<?> change) {
        changelog(change, "");

        var failure = service.failToStart(YAML);

        assertThat(executions).hasValue(1);
        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(failure.action()).contains("has committed its earlier statements by itself, so that they stay");
        assertThat(failure.exitCode()).isEqualTo(75);
    }

    @ParameterizedTest
    @ValueSource(classes = {CommitsAnother.class, CommitsInText.class})
    void whatItMayHaveCommittedIsNotDoneTwice(Class<?> change) {
        changelog(change, "");

        var failure = service.failToStart(YAML);

        assertThat(executions).hasValue(1);
        assertThat(service.database().query("select total from account")).containsExactly("200");
        assertThat(failure.action()).contains("may have committed earlier statements by itself");
        assertThat(failure.exitCode()).isEqualTo(75);
    }

    @Test
    void codeThatAlwaysEndsItsSessionIsToBlame() {
        changelog(AlwaysEndsItsSession.class, "");

        var failure = service.failToStart(YAML);

        assertThat(failure.description()).contains("the session was lost");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().query("select total from account")).isEmpty();
    }

    @Test
    void itIsDoneOnceInATenant() {
        service.changelog("--changeset ana:0\nselect 1;");
        service.file("db/changelog/tenant.yaml", yaml(EndsItsSession.class, ""));
        service.tenants("").withTenants(List.of("t001"));

        service.startAndStop("lockgate.tenants.change-log=classpath:db/changelog/tenant.yaml");

        assertThat(executions).hasValue(2);
        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(service.database().query("select id from t001.databasechangelog"))
                .containsExactly("1");
    }

    private void assertDone() {
        assertThat(service.database().query("select total from account")).containsExactly("100");
        assertThat(service.database().history()).containsExactly("1");
    }

    private void changelog(Class<?> change, String more) {
        service.file("db/changelog/main.yaml", yaml(change, more));
    }

    private static String yaml(Class<?> change, String more) {
        return """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ana
                      changes:
                        - customChange: {class: "%s"}
                        %s
                """.formatted(change.getName(), more);
    }

    /** Inserts a row. */
    public static class Inserts extends PlainChange implements CustomTaskChange {

        @Override
        public void execute(Database database) throws CustomChangeException {
            int execution = executions.incrementAndGet();
            try (Statement statement = ((JdbcConnection) database.getConnection()).createStatement()) {
                insert(statement);
                if (isLost(execution)) {
                    statement.execute("select pg_terminate_backend(pg_backend_pid())");
                }
            } catch (SQLException | DatabaseException e) {
                throw new CustomChangeException(e);
            }
        }

        void insert(Statement statement) throws SQLException {
            statement.execute("insert into public.account values (100)");
        }

        boolean isLost(int execution) {
            return false;
        }
    }

    /** Loses its session once. */
    public static class EndsItsSession extends Inserts {

        @Override
        boolean isLost(int execution) {
            return execution == 1;
        }
    }

    /** Loses its session once, before it has done anything. */
    public static final class EndsItsSessionAtOnce extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            if (!isLost(executions.get())) {
                super.insert(statement);
            }
        }
    }

    /** Loses its session every time. */
    public static final class AlwaysEndsItsSession extends Inserts {

        @Override
        boolean isLost(int execution) {
            return true;
        }
    }

    /** Says how its transaction is to be. */
    public static final class SetsItsIsolation extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            statement.execute("set local work_mem = '8MB'");
            statement.execute("lock table account in row exclusive mode");
            statement.execute("set transaction isolation level serializable");
            super.insert(statement);
        }
    }

    /** Inserts by a statement with parameters. */
    public static final class Batches extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            try (var insert = statement.getConnection().prepareStatement("insert into public.account values (?)")) {
                insert.setInt(1, 100);
                insert.addBatch();
                insert.executeBatch();
            }
        }
    }

    /** Commits where nobody sees it. */
    public static final class Commits extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            try (var row = statement.executeQuery("insert into public.account values (100) returning total")) {
                row.getStatement().getConnection().commit();
            }
        }
    }

    /** Commits by the connection of the metadata. */
    public static final class CommitsByMetaData extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            super.insert(statement);
            statement.getConnection().getMetaData().getConnection().commit();
        }
    }

    /** Rolls its transaction back, and commits another one, where nobody sees it. */
    public static final class CommitsAnother extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            super.insert(statement);
            Connection driver = (Connection) statement.getConnection().unwrap(PGConnection.class);
            driver.rollback();
            try (Statement other = driver.createStatement()) {
                other.execute("insert into public.account values (200)");
            }
            driver.commit();
        }
    }

    /** The same, in a text. */
    public static final class CommitsInText extends EndsItsSession {

        @Override
        void insert(Statement statement) throws SQLException {
            super.insert(statement);
            statement.execute("select E'it\\'s'; rollback; begin; insert into account values (200); commit");
        }
    }
}
