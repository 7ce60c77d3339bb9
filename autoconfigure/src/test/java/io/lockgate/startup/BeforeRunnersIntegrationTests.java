package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schema is migrated before any runner of the user's, whatever its order. */
class BeforeRunnersIntegrationTests {

    /** Number of runners of each kind: the order among equals is that of a hash table. */
    private static final int MANY = 6;

    private static final List<String> RAN = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        RAN.clear();
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void runnersOfTheHighestPrecedenceMeetAMigratedSchema() {
        service.with(FirstOfAll.class).startAndStop();

        assertThat(RAN).hasSize(3 * MANY).containsOnly("application", "command line", "ordered");
        assertThat(service.database().query("select count(*) from lockgate_run"))
                .containsExactly("1");
    }

    @Test
    void listenersOfTheStartComeBeforeTheMigration() {
        service.with(Listening.class).startAndStop();

        assertThat(RAN).startsWith("started, not migrated", "liveness, not migrated");
    }

    @Test
    void runnersMeetAMigratedSchemaWhereEventsAreAsynchronous() {
        service.with(FirstOfAll.class, Asynchronous.class).startAndStop();

        assertThat(RAN).hasSize(3 * MANY);
    }

    @Test
    void aFailureKeepsRunnersFromRunningAndIsReported() {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        var failure = service.with(FirstOfAll.class, Failing.class).failToStart();

        assertThat(failure.description()).contains("relation \"nowhere\" does not exist");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(RAN).containsExactly("failed");
    }

    @Test
    void aParentIsMigratedBeforeItsOwnRunnersAndNotAgainForItsChild() {
        try (ConfigurableApplicationContext child = new SpringApplicationBuilder(FirstOfAll.class, Parent.class)
                .properties(properties())
                .web(WebApplicationType.NONE)
                .child(Child.class)
                .web(WebApplicationType.NONE)
                .run()) {
            assertThat(child.getParent()).isNotNull();
        }

        assertThat(RAN).hasSize(3 * MANY + 1).last().isEqualTo("child");
        assertThat(service.database().query("select count(*) from lockgate_run"))
                .containsExactly("1");
    }

    @Test
    void theRunnerDoesNotMigrateAgain() throws Exception {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Parent.class)
                .properties(properties())
                .properties("lockgate.on-failure=exit")
                .web(WebApplicationType.NONE)
                .run()) {
            service.database().execute("drop table orders", "delete from databasechangelog");
            var again = context.getBean(Startup.RUNNER, ApplicationRunner.class);
            again.run(context.getBean(ApplicationArguments.class));

            assertThat(service.database().history()).as("it runs once").isEmpty();
        }
    }

    private String[] properties() {
        return new String[] {
            "spring.main.banner-mode=off",
            "spring.datasource.url=" + service.database().url(),
            "spring.datasource.username=postgres",
            "spring.liquibase.change-log=file:" + service.classPath().resolve(TestService.CHANGELOG)
        };
    }

    private static void ran(String runner, JdbcClient jdbc) {
        jdbc.sql("select count(*) from orders").query(Long.class).single();
        RAN.add(runner);
    }

    private static boolean isMigrated(JdbcClient jdbc) {
        return jdbc.sql("select to_regclass('orders') is not null")
                .query(Boolean.class)
                .single();
    }

    /** Registered first, with names that come first. */
    @Configuration(proxyBeanMethods = false)
    @Import({FirstOfAll.Runners.class})
    static class FirstOfAll {

        /** Registers many of each kind. */
        static class Runners implements ImportBeanDefinitionRegistrar {

            @Override
            public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
                for (Class<?> kind : List.of(Application.class, CommandLine.class, ByAnnotation.class)) {
                    for (int i = 0; i < MANY; i++) {
                        registry.registerBeanDefinition("a" + kind.getSimpleName() + i, new RootBeanDefinition(kind));
                    }
                }
            }
        }

        record Application(JdbcClient jdbc) implements ApplicationRunner, PriorityOrdered {

            @Override
            public int getOrder() {
                return HIGHEST_PRECEDENCE;
            }

            @Override
            public void run(ApplicationArguments arguments) {
                ran("application", jdbc);
            }
        }

        record CommandLine(JdbcClient jdbc) implements CommandLineRunner, PriorityOrdered {

            @Override
            public int getOrder() {
                return HIGHEST_PRECEDENCE;
            }

            @Override
            public void run(String... arguments) {
                ran("command line", jdbc);
            }
        }

        @Order(Ordered.HIGHEST_PRECEDENCE)
        record ByAnnotation(JdbcClient jdbc) implements ApplicationRunner {

            @Override
            public void run(ApplicationArguments arguments) {
                ran("ordered", jdbc);
            }
        }
    }

    static class Listening {

        @EventListener
        void on(ApplicationStartedEvent event) {
            tell("started", event.getApplicationContext());
        }

        @EventListener
        void on(AvailabilityChangeEvent<LivenessState> event) {
            tell("liveness", (ApplicationContext) event.getSource());
        }

        private static void tell(String what, ApplicationContext context) {
            boolean migrated = isMigrated(context.getBean(JdbcClient.class));
            RAN.add(what + (migrated ? ", migrated" : ", not migrated"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Asynchronous {

        @Bean
        ApplicationEventMulticaster applicationEventMulticaster() {
            var multicaster = new SimpleApplicationEventMulticaster();
            multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor("events-"));
            return multicaster;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Failing {

        @Bean
        ApplicationListener<ApplicationFailedEvent> failed() {
            return event -> RAN.add("failed");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Parent {}

    @Configuration(proxyBeanMethods = false)
    static class Child {

        @Bean
        ApplicationRunner child(JdbcClient jdbc) {
            return arguments -> ran("child", jdbc);
        }
    }
}
