package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import javax.sql.DataSource;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.MultiTenantSpringLiquibase;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that migrate in ways that no lock of ours can guard. */
@Tag("liquibase")
class ChangelogNotOursIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void oneThatMigratesOnAThreadOfItsOwn(StartupPhase phase) {
        var before = service.database().contents();

        var failure = service.with(Asynchronous.class).failToStart("lockgate.startup.phase=" + phase);

        assertThat(failure.description())
                .isEqualTo(
                        "The bean 'later' (%s) returned without having migrated on the connection that holds the lock."
                                .formatted(Asynchronous.Later.class.getName()));
        assertThat(failure.action())
                .startsWith("Lockgate already migrates after the web server is up, so an asynchronous subclass of "
                        + "SpringLiquibase is not needed: use SpringLiquibase itself.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Test
    void oneThatLoopsOverSchemas() {
        var before = service.database().contents();

        var failure = service.with(MultiTenant.class).failToStart();

        assertThat(failure.description())
                .isEqualTo("The bean 'tenants' is a MultiTenantSpringLiquibase, which Lockgate does not run.");
        assertThat(failure.action()).contains("lockgate.tenants.change-log", "lockgate.tenants.schemas");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Configuration(proxyBeanMethods = false)
    static class Asynchronous {

        @Bean
        Later later(DataSource dataSource) {
            var bean = new Later();
            bean.setDataSource(dataSource);
            bean.setChangeLog("classpath:" + TestService.CHANGELOG);
            return bean;
        }

        static final class Later extends SpringLiquibase {

            @Override
            public void afterPropertiesSet() {
                var thread = new Thread(this::migrate);
                thread.start();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            private void migrate() {
                try {
                    super.afterPropertiesSet();
                } catch (LiquibaseException | RuntimeException e) {
                    // as a service would log it
                }
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MultiTenant {

        @Bean
        MultiTenantSpringLiquibase tenants(DataSource dataSource) {
            var bean = new MultiTenantSpringLiquibase();
            bean.setDataSource(dataSource);
            bean.setChangeLog("classpath:" + TestService.CHANGELOG);
            return bean;
        }
    }
}
