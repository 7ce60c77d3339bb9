package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockgate.LockgateException;
import java.util.List;
import javax.sql.DataSource;
import liquibase.integration.spring.MultiTenantSpringLiquibase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Tag("liquibase")
class MultiTenantLiquibaseIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void multiTenantBeanIsRefusedWithTheWayOut(String phase) {
        database.execute("create schema tenant");

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> Application.run(database, Tenants.class, "lockgate.startup.phase=" + phase))
                .havingRootCause()
                .isInstanceOfSatisfying(
                        LockgateException.class,
                        failure -> assertThat(failure.action()).contains("lockgate.tenants.change-log"))
                .withMessageContaining("'tenants'")
                .withMessageContaining("MultiTenantSpringLiquibase");

        assertThat(database.hasTable("tenant.account")).isFalse();
    }

    @Test
    void multiTenantBeanIsRefusedBeforeOtherBeansNeedItsSchemasWhenMigratingDuringInitialization() {
        assertThatExceptionOfType(BeanCreationException.class)
                .isThrownBy(() -> Application.run(database, Tenants.class, "lockgate.startup.phase=init"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Tenants {

        @Bean
        MultiTenantSpringLiquibase tenants(DataSource dataSource) {
            var liquibase = new MultiTenantSpringLiquibase();
            liquibase.setDataSource(dataSource);
            liquibase.setSchemas(List.of("tenant"));
            liquibase.setChangeLog("classpath:takeover/account.sql");
            return liquibase;
        }
    }
}
