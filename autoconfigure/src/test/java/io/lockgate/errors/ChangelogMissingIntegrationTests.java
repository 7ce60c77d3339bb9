package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class ChangelogMissingIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theChangelogThatThePropertyNames(StartupPhase phase) {
        var before = service.database().contents();

        var failure = service.failToStart(
                "lockgate.startup.phase=" + phase, "spring.liquibase.change-log=classpath:db/nowhere.yaml");

        assertThat(failure.description())
                .isEqualTo("A changelog file of 'liquibase' is missing: classpath:db/nowhere.yaml");
        assertThat(failure.action())
                .isEqualTo("Put the file on the class path, or correct spring.liquibase.change-log or the include that "
                        + "names it.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void aFileThatAnIncludeNames(StartupPhase phase) {
        service.file("db/including.yaml", """
                databaseChangeLog:
                  - include:
                      file: db/included.sql
                """);
        var before = service.database().contents();

        var failure = service.failToStart(
                "lockgate.startup.phase=" + phase, "spring.liquibase.change-log=classpath:db/including.yaml");

        assertThat(failure.description()).isEqualTo("A changelog file of 'liquibase' is missing: db/included.sql");
        assertThat(failure.action()).contains("or the include that names it");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sqlFile: {path: db/nowhere.sql}                     | db/nowhere.sql
                    loadData: {tableName: orders, file: db/nowhere.csv} | db/nowhere.csv
                    """)
    void aFileThatAChangeNames(String change, String file) {
        service.database().execute("create table orders (id int)");
        service.file("db/main.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [{%s}]}
                """.formatted(change));
        var before = service.database().contents();

        var failure = service.failToStart("spring.liquibase.change-log=classpath:db/main.yaml");

        assertThat(failure.description()).isEqualTo("A changelog file of 'liquibase' is missing: " + file);
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
