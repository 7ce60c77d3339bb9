package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockgate.check.SchemaCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("liquibase")
class StartupPhaseIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @Test
    void schemaIsMigratedAfterTheStartAndBeforeTheRunnersOfTheApplication() {
        try (var context = Application.start(database, Observer.class)) {
            assertThat(context.getBean(Observer.class).seen)
                    .containsExactly("initialized: false", "started: false", "runner: true");
        }
    }

    @Test
    void schemaIsMigratedDuringInitializationOnDemand() {
        try (var context = Application.start(database, Observer.class, "lockgate.startup.phase=init")) {
            assertThat(context.getBean(Observer.class).seen)
                    .containsExactly("initialized: true", "started: true", "runner: true");
        }
    }

    @Test
    void earlyBeanMeetsTheOldSchemaUnlessMigratingDuringInitialization() {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> Application.run(database, FirstAccount.class))
                .havingCause()
                .havingCause()
                .isInstanceOf(BadSqlGrammarException.class);
    }

    @Test
    void earlyBeanMeetsTheMigratedSchemaWhenMigratingDuringInitialization() {
        HeldLocks.remember(database);

        try (var context = Application.start(database, FirstAccount.class, "lockgate.startup.phase=INIT")) {
            assertThat(Gate.of(context).isOpen()).isTrue();
        }

        assertThat(database.texts("select id from account")).containsExactly("1");
        assertThat(HeldLocks.duringCreationOf("account", database)).hasSize(1);
        assertThat(database.executed()).containsExactly("1");
        assertThat(database.texts("select executed from lockgate_run where outcome = 'MIGRATED'"))
                .hasSize(1);
    }

    @Test
    void checksOfTheApplicationAreLeftToTheRunnerWhenMigratingDuringInitialization() {
        try (var context = Application.start(database, CountsAccounts.class, "lockgate.startup.phase=init")) {
            assertThat(Gate.of(context).isOpen()).isTrue();
            assertThat(Gate.of(context).checks())
                    .anyMatch(report -> report.name().equals("accounts"));
        }
    }

    @Test
    void listenerThatNeedsTheSchemaDoesNotKeepItFromBeingMigratedDuringInitialization() {
        Application.run(database, NeedsAccounts.class, "lockgate.startup.phase=init");

        assertThat(database.executed()).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void schemaIsMigratedUnderLazyInitialization(String phase) {
        try (var context = Application.start(
                database, "spring.main.lazy-initialization=true", "lockgate.startup.phase=" + phase)) {
            assertThat(Gate.of(context).isOpen()).isTrue();
        }
        assertThat(database.runs()).first().isEqualTo("MIGRATED");
        assertThat(database.executed()).containsExactly("1");
    }

    @Test
    void disabledLibraryLeavesMigratingToLiquibase() {
        try (var context = Application.start(database, Observer.class, "lockgate.enabled=false")) {
            assertThat(context.getBean(Observer.class).seen)
                    .containsExactly("initialized: true", "started: true", "runner: true");
            assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("lockgate"));
        }
        assertThat(database.hasTable("databasechangeloglock")).isTrue();
        assertThat(database.hasTable("lockgate_run")).isFalse();
    }

    /** Looks at moments of the start whether the schema is migrated. */
    @Configuration(proxyBeanMethods = false)
    static class Observer implements SmartInitializingSingleton, ApplicationListener<ApplicationStartedEvent> {

        final List<String> seen = new ArrayList<>();

        private final JdbcClient jdbc;

        Observer(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Override
        public void afterSingletonsInstantiated() {
            look("initialized");
        }

        @Override
        public void onApplicationEvent(ApplicationStartedEvent event) {
            look("started");
        }

        @Bean
        ApplicationRunner look() {
            return arguments -> look("runner");
        }

        private void look(String moment) {
            seen.add(moment + ": "
                    + jdbc.sql("select to_regclass('account') is not null")
                            .query(Boolean.class)
                            .single());
        }
    }

    /** Would be told of the migration, but cannot be created before it. */
    static class NeedsAccounts implements ApplicationListener<ApplicationEvent> {

        NeedsAccounts(JdbcClient jdbc) {
            jdbc.sql("select id from account").query().listOfRows();
        }

        @Override
        public void onApplicationEvent(ApplicationEvent event) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class CountsAccounts {

        @Bean
        SchemaCheck accounts(JdbcClient jdbc) {
            return SchemaCheck.sql("accounts", "select count(*) from account", "0");
        }
    }
}
