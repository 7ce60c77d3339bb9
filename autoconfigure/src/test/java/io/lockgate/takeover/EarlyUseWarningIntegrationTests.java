package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.Scheduler;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Who would meet the old schema is seen by its definition alone: the beans here fail if they are created. */
@ExtendWith(OutputCaptureExtension.class)
class EarlyUseWarningIntegrationTests {

    private static final String ACTION =
            " would meet the schema before it is migrated: set lockgate.startup.phase=init";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void nothingIsSaidOfAnApplicationThatDoesNotUseItsDatabaseEarly(CapturedOutput output) {
        Application.run(database);

        assertThat(output).doesNotContain(ACTION);
    }

    @Test
    void scheduledMethodsAreNamed(CapturedOutput output) {
        Application.run(database, Scheduling.class);

        assertThat(output).containsOnlyOnce("@Scheduled methods" + ACTION);
    }

    @Test
    void quartzIsNamed(CapturedOutput output) {
        Application.run(database, Quartz.class);

        assertThat(output).containsOnlyOnce("the Quartz scheduler" + ACTION);
    }

    @Test
    void quartzIsNotNamedIfItDoesNotStartByItself(CapturedOutput output) {
        Application.run(database, Quartz.class, "spring.quartz.auto-startup=false");

        assertThat(output).doesNotContain(ACTION);
    }

    @Test
    void messageListenerContainersAreNamed(CapturedOutput output) {
        Application.run(database, Listeners.class);

        assertThat(output)
                .containsOnlyOnce(
                        "JMS listener containers, Kafka listener containers, Rabbit listener containers" + ACTION);
    }

    @Test
    void validationByJpaIsNamed(CapturedOutput output) {
        Application.run(database, Jpa.class, "spring.jpa.hibernate.ddl-auto=validate");

        assertThat(output).containsOnlyOnce("JPA (spring.jpa.hibernate.ddl-auto=validate)" + ACTION);
    }

    @Test
    void jpaIsNotNamedIfItDoesNotValidate(CapturedOutput output) {
        Application.run(database, Jpa.class, "spring.jpa.hibernate.ddl-auto=none");

        assertThat(output).doesNotContain(ACTION);
    }

    @Test
    void nothingIsSaidWhenMigratingDuringInitialization(CapturedOutput output) {
        Application.run(database, Scheduling.class, "lockgate.startup.phase=init");

        assertThat(output).doesNotContain(ACTION);
    }

    @Test
    void nothingIsSaidIfTheLibraryIsDisabled(CapturedOutput output) {
        Application.run(database, Scheduling.class, "lockgate.enabled=false");

        assertThat(output).doesNotContain(ACTION);
    }

    private static IllegalStateException mustNotBeCreated() {
        return new IllegalStateException("Must not be created");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}

    /** A factory, as Spring Boot defines it. */
    @Configuration(proxyBeanMethods = false)
    static class Quartz {

        @Bean
        @Lazy
        FactoryBean<Scheduler> scheduler() {
            throw mustNotBeCreated();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jpa {

        @Bean
        @Lazy
        EntityManagerFactory entityManagerFactory() {
            throw mustNotBeCreated();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listeners {

        @Bean("org.springframework.kafka.config.internalKafkaListenerEndpointRegistry")
        @Lazy
        Object kafka() {
            throw mustNotBeCreated();
        }

        @Bean("org.springframework.amqp.rabbit.config.internalRabbitListenerEndpointRegistry")
        @Lazy
        Object rabbit() {
            throw mustNotBeCreated();
        }

        @Bean("org.springframework.jms.config.internalJmsListenerEndpointRegistry")
        @Lazy
        Object jms() {
            throw mustNotBeCreated();
        }
    }
}
