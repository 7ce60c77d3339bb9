package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
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

@Tag("liquibase")
class CustomChangeIntegrationTests {

    private static final String YAML = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTable() {
        service.database().execute("create table effects (changeset text)");
    }

    @Test
    void itsEffectIsCommittedWithItsRowInTheHistory() {
        startWith(InsertsOne.class).startAndStop(YAML);

        assertThat(service.database().query("select xmin::text from effects"))
                .hasSize(1)
                .isEqualTo(service.database().query("select xmin::text from databasechangelog"));
    }

    @Test
    void oneThatFailsLeavesNothing() {
        var failure = startWith(InsertsOneAndFails.class).failToStart(YAML);

        assertThat(failure.description())
                .isEqualTo("Changeset db/changelog/main.yaml::1::ana failed: the supplier does not answer");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().query("select changeset from effects")).isEmpty();
        assertThat(service.database().history()).isEmpty();
    }

    private TestService startWith(Class<? extends CustomTaskChange> change) {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ana
                      changes:
                        - customChange: {class: %s}
                """.formatted(change.getName()));
        return service;
    }

    /** Inserts a row by JDBC. */
    public static class InsertsOne extends PlainChange implements CustomTaskChange {

        @Override
        public void execute(Database database) throws CustomChangeException {
            try (Statement statement = ((JdbcConnection) database.getConnection()).createStatement()) {
                statement.execute("insert into effects values ('one')");
            } catch (SQLException | DatabaseException e) {
                throw new CustomChangeException(e);
            }
        }
    }

    /** Inserts a row by JDBC, and then fails. */
    public static final class InsertsOneAndFails extends InsertsOne {

        @Override
        public void execute(Database database) throws CustomChangeException {
            super.execute(database);
            throw new CustomChangeException("the supplier does not answer");
        }
    }
}
