package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.change.custom.CustomSqlChange;
import liquibase.database.Database;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether Liquibase would send how it is used while a run goes on. */
@Tag("liquibase")
class AnalyticsIntegrationTests {

    private static final String ENABLED = AnalyticsArgs.ENABLED.getKey();

    private static final String ENDPOINT = AnalyticsArgs.CONFIG_ENDPOINT_URL.getKey();

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void sendNothing() {
        System.setProperty(ENDPOINT, "http://localhost:9/analytics.yaml");
    }

    @AfterEach
    void restore() {
        System.clearProperty(ENDPOINT);
        System.clearProperty(ENABLED);
    }

    @Test
    void isOffByDefault() {
        assertThat(analyticsDuringARun()).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void followsThePropertyOfSpringBoot(String enabled) {
        assertThat(analyticsDuringARun("spring.liquibase.analytics-enabled=" + enabled))
                .isEqualTo(enabled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void followsTheSystemPropertyOfLiquibase(String enabled) {
        System.setProperty(ENABLED, enabled);

        assertThat(analyticsDuringARun()).isEqualTo(enabled);
    }

    private String analyticsDuringARun(String... properties) {
        service.database().execute("create table seen (analytics text)");
        service.file("db/changelog/releases/1.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ana
                      changes:
                        - customChange: {class: %s}
                """.formatted(WritesDown.class.getName()));
        service.releases();
        service.startAndStop(properties);
        return service.database().query("select analytics from seen").get(0);
    }

    /** Writes down what Liquibase thinks while it executes a changeset. */
    public static final class WritesDown extends PlainChange implements CustomSqlChange {

        @Override
        public SqlStatement[] generateStatements(Database database) {
            return new SqlStatement[] {
                new RawParameterizedSqlStatement(
                        "insert into seen values ('%s')".formatted(AnalyticsArgs.ENABLED.getCurrentValue()))
            };
        }
    }
}
