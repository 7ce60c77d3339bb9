package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockgate.LockgateException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Subclasses that migrate on a thread of their own, such as the one of JHipster. */
@Tag("liquibase")
class AsynchronousLiquibaseIntegrationTests {

    private static final Queue<Thread> THREADS = new ConcurrentLinkedQueue<>();

    private static volatile CountDownLatch mayMigrate;

    @AutoClose
    private final Database database = Database.create();

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void asynchronousBeanFailsTheStartByName(String phase) {
        mayMigrate = new CountDownLatch(0);

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> Application.run(database, Asynchronous.class, "lockgate.startup.phase=" + phase))
                .havingRootCause()
                .isInstanceOf(LockgateException.class)
                .withMessageContaining("'asynchronousLiquibase'")
                .withMessageContaining(AsynchronousLiquibase.class.getName());

        assertThatNothingHappened();
    }

    @Test
    void asynchronousBeanDoesNothingOnceItsThreadComesToMigrate() {
        mayMigrate = new CountDownLatch(1);
        database.execute("create table precious (id integer)");

        assertThatExceptionOfType(Exception.class).isThrownBy(() -> Application.run(database, Asynchronous.class));
        mayMigrate.countDown();

        assertThatNothingHappened();
        assertThat(database.hasTable("precious")).isTrue();
    }

    private void assertThatNothingHappened() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> THREADS.stream().noneMatch(Thread::isAlive));
        assertThat(THREADS).isNotEmpty();
        assertThat(database.hasTable("account")).isFalse();
        assertThat(database.hasTable("databasechangelog")).isFalse();
    }

    /** As {@code AsyncSpringLiquibase} of JHipster. */
    static class AsynchronousLiquibase extends SpringLiquibase {

        private static final Logger log = LoggerFactory.getLogger(AsynchronousLiquibase.class);

        @Override
        public void afterPropertiesSet() {
            var thread = new Thread(this::migrate);
            THREADS.add(thread);
            thread.start();
        }

        private void migrate() {
            try {
                mayMigrate.await();
                super.afterPropertiesSet();
            } catch (LiquibaseException | RuntimeException e) {
                log.debug("The migration failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Asynchronous {

        @Bean(destroyMethod = "")
        DataSource dataSource(Environment environment) {
            return new DriverManagerDataSource(
                    environment.getRequiredProperty("spring.datasource.url"), Database.USER, "");
        }

        @Bean
        SpringLiquibase asynchronousLiquibase(DataSource dataSource) {
            var liquibase = new AsynchronousLiquibase();
            liquibase.setDataSource(dataSource);
            liquibase.setChangeLog("classpath:takeover/account.sql");
            liquibase.setDropFirst(true);
            return liquibase;
        }
    }
}
