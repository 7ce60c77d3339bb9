package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.RunStep;
import io.lockgate.startup.Lockgate;
import io.lockgate.startup.RunStatus.StepStatus;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@Tag("liquibase")
class SeveralBeansIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @AutoClose
    private final Database other = Database.create();

    @BeforeEach
    void rememberWhichLocksAreHeld() {
        HeldLocks.remember(database);
        HeldLocks.remember(other);
    }

    @Test
    void eachDataSourceIsATargetUnderItsOwnLock() {
        try (var context = Application.start(database, TwoDataSources.class, "other.url=" + other.url())) {
            assertThat(context.getBean(Lockgate.class).migrate().targets()).hasSize(2);
        }

        assertThat(database.executed()).containsExactly("1");
        assertThat(other.executed()).containsExactly("1");
        assertThat(database.hasTable("account")).isTrue();
        assertThat(other.hasTable("parcel")).isTrue();
        assertThat(HeldLocks.duringCreationOf("account", database)).hasSize(1);
        assertThat(HeldLocks.duringCreationOf("parcel", other)).hasSize(1);
    }

    @Test
    void beansThatShareAHistoryRunInBeanOrderUnderOneLock() {
        try (var context = Application.start(database, OneHistory.class)) {
            assertThat(context.getBean(Lockgate.class).migrate().targets()).hasSize(1);
        }

        assertThat(database.texts("select author from databasechangelog order by orderexecuted"))
                .containsExactly("ana", "ben");
        assertThat(HeldLocks.duringCreationOf("account", database))
                .hasSize(1)
                .isEqualTo(HeldLocks.duringCreationOf("parcel", database));
    }

    @Test
    void theLockOfASharedHistoryIsAcquiredOnce() {
        try (var context = Application.start(database, OneHistory.class)) {
            assertThat(acquiredLocks(context)).isOne();
        }
    }

    @Test
    void historiesInOneDatabaseAreIndependentOfEachOther() {
        try (var context = Application.start(database, TwoHistories.class)) {
            assertThat(acquiredLocks(context)).isEqualTo(2);
        }

        assertThat(database.executed("history_of_ana")).containsExactly("1");
        assertThat(database.executed("history_of_ben")).containsExactly("1");
        assertThat(database.texts("select history_table from lockgate_run order by history_table"))
                .containsExactly("history_of_ana", "history_of_ben");
        assertThat(HeldLocks.duringCreationOf("account", database))
                .hasSize(1)
                .doesNotContainAnyElementsOf(HeldLocks.duringCreationOf("parcel", database));
    }

    @Test
    void beansThatAreNoCandidatesForInjectionAreTakenOverAsWell() {
        Application.run(database, NoCandidate.class);

        assertThat(database.hasTable("account")).isTrue();
        assertThat(database.hasTable("parcel")).isTrue();
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    private static long acquiredLocks(ApplicationContext context) {
        return Gate.of(context).run().steps().stream()
                .map(StepStatus::step)
                .filter(RunStep.ACQUIRE_LOCK::equals)
                .count();
    }

    static SpringLiquibase liquibase(DataSource dataSource, String changelog) {
        var liquibase = new SpringLiquibase();
        liquibase.setDataSource(dataSource);
        liquibase.setChangeLog("classpath:takeover/" + changelog);
        return liquibase;
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {

        @Bean
        DataSource dataSource(@Value("${spring.datasource.url}") String url) {
            return new DriverManagerDataSource(url, Database.USER, "");
        }

        @Bean(defaultCandidate = false)
        @Qualifier("other")
        DataSource otherDataSource(@Value("${other.url}") String url) {
            return new DriverManagerDataSource(url, Database.USER, "");
        }

        @Bean
        SpringLiquibase liquibase(DataSource dataSource) {
            return SeveralBeansIntegrationTests.liquibase(dataSource, "account.sql");
        }

        @Bean
        SpringLiquibase otherLiquibase(@Qualifier("other") DataSource dataSource) {
            return SeveralBeansIntegrationTests.liquibase(dataSource, "parcel.sql");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OneHistory {

        @Bean
        @Order(2)
        SpringLiquibase parcels(DataSource dataSource) {
            return liquibase(dataSource, "parcel-needs-account.sql");
        }

        @Bean
        @Order(1)
        SpringLiquibase accounts(DataSource dataSource) {
            return liquibase(dataSource, "account.sql");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoHistories {

        @Bean
        SpringLiquibase accounts(DataSource dataSource) {
            var liquibase = liquibase(dataSource, "account.sql");
            liquibase.setDatabaseChangeLogTable("history_of_ana");
            return liquibase;
        }

        @Bean
        SpringLiquibase parcels(DataSource dataSource) {
            var liquibase = liquibase(dataSource, "parcel.sql");
            liquibase.setDatabaseChangeLogTable("history_of_ben");
            return liquibase;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoCandidate {

        @Bean
        SpringLiquibase accounts(DataSource dataSource) {
            return liquibase(dataSource, "account.sql");
        }

        @Bean(autowireCandidate = false)
        SpringLiquibase parcels(DataSource dataSource) {
            return liquibase(dataSource, "parcel.sql");
        }
    }
}
