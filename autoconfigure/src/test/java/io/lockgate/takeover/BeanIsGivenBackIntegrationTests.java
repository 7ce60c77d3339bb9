package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.startup.Lockgate;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.integration.spring.Customizer;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.liquibase.autoconfigure.DataSourceClosingSpringLiquibase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("liquibase")
class BeanIsGivenBackIntegrationTests {

    private static final String OWN_LOCKS =
            "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";

    /** The settings of a session that may differ from those of another. */
    private static final String SETTINGS =
            "select name || '=' || setting from pg_settings where context = 'user' order by name";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void everythingOfTheBeanIsAsBefore() {
        try (var context = Application.start(database, CustomizedBean.class)) {
            var bean = context.getBean(SpringLiquibase.class);

            assertThat(bean.getDataSource()).isSameAs(context.getBean(DataSource.class));
            assertThat(bean.getCustomizer()).isSameAs(context.getBean(Customizer.class));
            assertThat(bean.isDropFirst()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void poolOfOneConnectionIsEnoughAndHasItBack(String phase) {
        try (var context = Application.start(
                database,
                "spring.datasource.hikari.maximum-pool-size=1",
                "spring.datasource.hikari.connection-timeout=1000",
                "lockgate.startup.phase=" + phase)) {
            var pool = context.getBean(HikariDataSource.class).getHikariPoolMXBean();
            assertThat(database.runs()).first().isEqualTo("MIGRATED");
            assertThat(pool.getActiveConnections()).isZero();

            context.getBean(Lockgate.class).migrate();

            assertThat(pool.getActiveConnections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "app"})
    void pooledConnectionIsAsBefore(String schema) {
        database.execute("create schema app");

        try (var context = Application.start(
                database,
                "spring.datasource.hikari.maximum-pool-size=1",
                "spring.liquibase.default-schema=" + schema)) {
            var session = JdbcClient.create(context.getBean(DataSource.class));

            assertThat(session.sql(OWN_LOCKS).query(Integer.class).single()).isZero();
            assertThat(session.sql(SETTINGS).query(String.class).list()).isEqualTo(database.texts(SETTINGS));
        }
    }

    @Test
    void closingBeanDoesNotCloseTheDataSourceOfTheApplication() {
        try (var context = Application.start(database, ClosingBean.class)) {
            assertThat(database.runs()).containsExactly("MIGRATED");
            assertThat(context.getBean(HikariDataSource.class).isClosed()).isFalse();
            assertThat(context.getBean(HikariDataSource.class)
                            .getHikariPoolMXBean()
                            .getActiveConnections())
                    .isZero();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CustomizedBean {

        @Bean
        Customizer<Liquibase> customizer() {
            return liquibase -> liquibase.setChangeLogParameter("unused", "unused");
        }

        @Bean
        SpringLiquibase liquibase(DataSource dataSource, Customizer<Liquibase> customizer) {
            var liquibase = SeveralBeansIntegrationTests.liquibase(dataSource, "account.sql");
            liquibase.setCustomizer(customizer);
            liquibase.setDropFirst(true);
            return liquibase;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ClosingBean {

        @Bean
        SpringLiquibase liquibase(DataSource dataSource) {
            var liquibase = new DataSourceClosingSpringLiquibase();
            liquibase.setDataSource(dataSource);
            liquibase.setChangeLog("classpath:takeover/account.sql");
            return liquibase;
        }
    }
}
