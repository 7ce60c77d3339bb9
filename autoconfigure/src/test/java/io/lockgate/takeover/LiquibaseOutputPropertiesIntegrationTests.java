package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The properties spring.liquibase.* that say what Liquibase tells, and to whom. */
@Tag("liquibase")
@ExtendWith(OutputCaptureExtension.class)
class LiquibaseOutputPropertiesIntegrationTests {

    private static final String SUMMARY = "UPDATE SUMMARY";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void summaryIsLoggedByDefault(CapturedOutput output) {
        Application.run(database);

        assertThat(output.getAll().lines().filter(line -> line.contains(SUMMARY)))
                .singleElement()
                .asString()
                .contains("INFO");
    }

    @Test
    void showSummaryTurnsTheSummaryOff(CapturedOutput output) {
        Application.run(database, "spring.liquibase.show-summary=off");

        assertThat(database.runs()).containsExactly("MIGRATED");
        assertThat(output).doesNotContain(SUMMARY);
    }

    @Test
    void showSummaryOutputSendsTheSummaryToTheConsole(CapturedOutput output) {
        Application.run(
                database,
                "spring.liquibase.show-summary=verbose",
                "spring.liquibase.show-summary-output=console",
                "spring.liquibase.ui-service=console");

        assertThat(output.getAll().lines().filter(line -> line.contains(SUMMARY)))
                .singleElement()
                .asString()
                .startsWith(SUMMARY);
    }

    @Test
    void analyticsAndLicenseKeyDoNoHarm() {
        Application.run(
                database, "spring.liquibase.analytics-enabled=false", "spring.liquibase.license-key=not-a-license");

        assertThat(database.runs()).containsExactly("MIGRATED");
    }
}
