package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Subclasses that do something before or after they migrate. */
@Tag("liquibase")
class SubclassIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void subclassMayPrepareTheDatabaseAndLookAtTheResult(String phase) {
        try (var context = Application.start(database, Prepared.class, "lockgate.startup.phase=" + phase)) {
            assertThat(Gate.of(context).isOpen()).isTrue();
            assertThat(context.getBean(PreparingLiquibase.class).seen).containsExactly(0);
        }
        assertThat(database.executed("app.databasechangelog")).containsExactly("1");
        assertThat(database.hasTable("app.account")).isTrue();
    }

    static class PreparingLiquibase extends SpringLiquibase {

        final List<Integer> seen = new ArrayList<>();

        @Override
        public void afterPropertiesSet() {
            var jdbc = JdbcClient.create(getDataSource());
            jdbc.sql("create schema if not exists app").update();
            try {
                super.afterPropertiesSet();
            } catch (LiquibaseException e) {
                throw new IllegalStateException("Could not migrate", e);
            }
            seen.add(jdbc.sql("select count(*) from app.account")
                    .query(Integer.class)
                    .single());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Prepared {

        @Bean
        PreparingLiquibase liquibase(DataSource dataSource) {
            var liquibase = new PreparingLiquibase();
            liquibase.setDataSource(dataSource);
            liquibase.setChangeLog("classpath:takeover/account.sql");
            liquibase.setDefaultSchema("app");
            return liquibase;
        }
    }
}
