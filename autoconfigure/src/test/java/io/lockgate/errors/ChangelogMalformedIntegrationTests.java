package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.FailedStart;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class ChangelogMalformedIntegrationTests {

    private static final String YAML = "spring.liquibase.change-log=classpath:db/malformed.yaml";

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void whatIsNoYaml(StartupPhase phase) {
        service.file("db/malformed.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana
                """);

        var failure = failToStart("lockgate.startup.phase=" + phase, YAML);

        assertThat(failure.description()).contains("db/malformed.yaml", "line 2");
    }

    @Test
    void aChangeThatDoesNotExist() {
        service.file("db/malformed.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ana
                      changes:
                        - creatTable: {tableName: orders}
                """);

        var failure = failToStart(YAML);

        assertThat(failure.description()).contains("db/malformed.yaml: Unknown change type 'creatTable'");
    }

    @Test
    void aChangeThatLacksWhatItNeeds() {
        service.file("db/malformed.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ana
                      changes:
                        - dropColumn: {tableName: orders}
                """);

        var failure = failToStart(YAML);

        assertThat(failure.description()).contains("db/malformed.yaml::1::ana", "columnName is required");
    }

    @Test
    void twoChangesetsOfTheSameName() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:1
                create table customers (id int);
                """);

        var failure = failToStart();

        assertThat(failure.description()).contains("db/changelog/main.sql::1::ana");
    }

    @Test
    void aFormatThatNobodyKnows() {
        service.file("db/malformed.toml", "");

        var failure = failToStart("spring.liquibase.change-log=classpath:db/malformed.toml");

        assertThat(failure.description()).contains("db/malformed.toml");
    }

    @Test
    void whatIsNoXml() {
        service.file("db/malformed.xml", "<databaseChangeLog><changeSet></databaseChangeLog>");

        var failure = failToStart("spring.liquibase.change-log=classpath:db/malformed.xml");

        assertThat(failure.description()).contains("db/malformed.xml", "line 1");
    }

    @Test
    void whatIsEmpty() {
        service.file("db/malformed.yaml", "");

        var failure = failToStart(YAML);

        assertThat(failure.description()).contains("db/malformed.yaml");
    }

    @Test
    void aFileThatIsIncluded() {
        service.file("db/malformed.yaml", """
                databaseChangeLog:
                  - include: {file: db/included.yaml}
                """);
        service.file("db/included.yaml", "databaseChangeLog: [");

        var failure = failToStart(YAML);

        assertThat(failure.description()).contains("db/included.yaml");
    }

    @Test
    void aFolderThatIsIncludedAndNotThere() {
        service.file("db/malformed.yaml", """
                databaseChangeLog:
                  - includeAll: {path: db/nowhere}
                """);

        var failure = failToStart(YAML);

        assertThat(failure.description()).contains("Could not find directory", "includeAll 'db/nowhere'");
    }

    @Test
    void preconditionsOfTheChangelogThatAreNotMet() {
        service.file("db/malformed.yaml", """
                databaseChangeLog:
                  - preConditions: [{runningAs: {username: dba}}]
                  - changeSet: {id: 1, author: ana, changes: [{sql: {sql: create table orders (id int)}}]}
                """);

        var failure = failToStart(YAML);

        assertThat(failure.description()).contains("RunningAs Precondition failed: expected dba, was postgres");
    }

    private FailedStart failToStart(String... properties) {
        var before = service.database().contents();

        var failure = service.failToStart(properties);

        assertThat(failure.description()).startsWith("The changelog of 'liquibase' is not valid: ");
        assertThat(failure.action()).isEqualTo("Correct the changelog. Nothing of it was executed in this run.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
        return failure;
    }
}
