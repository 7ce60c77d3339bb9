package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Tag("liquibase")
class NotToRunIntegrationTests {

    private static final String SHOULD_RUN = "liquibase.shouldRun";

    @AutoClose
    private final Database database = Database.create();

    @AfterEach
    void clearSystemProperty() {
        System.clearProperty(SHOULD_RUN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void beanThatShouldNotRunIsNotRun(String phase) {
        assertThatTheGateOpensWithoutMigrating(ShouldNotRun.class, "lockgate.startup.phase=" + phase);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void systemPropertyOfLiquibaseKeepsAllFromRunning(String phase) {
        System.setProperty(SHOULD_RUN, "false");

        assertThatTheGateOpensWithoutMigrating(Nothing.class, "lockgate.startup.phase=" + phase);
    }

    @Test
    void applicationWithoutLiquibaseOpensItsGate() {
        assertThatTheGateOpensWithoutMigrating(WithoutLiquibase.class);
    }

    private void assertThatTheGateOpensWithoutMigrating(Class<?> configuration, String... properties) {
        try (var context = Application.start(database, configuration, properties)) {
            assertThat(Gate.of(context).isOpen()).isTrue();
        }
        assertThat(database.texts("select relname from pg_class where relnamespace = 'public'::regnamespace"))
                .isEmpty();
    }

    @Configuration(proxyBeanMethods = false)
    static class ShouldNotRun {

        @Bean
        SpringLiquibase liquibase(DataSource dataSource) {
            var liquibase = SeveralBeansIntegrationTests.liquibase(dataSource, "account.sql");
            liquibase.setShouldRun(false);
            return liquibase;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = LiquibaseAutoConfiguration.class)
    static class WithoutLiquibase {}

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
