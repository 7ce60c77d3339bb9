package io.lockgate.sample;

import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunStep;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A service with nothing in it but Lockgate and a database, started for the sake of its tenants. */
final class TenantService {

    private TenantService() {}

    /** Starts the service, and tells how long the tenants took: from the question who they are to the last of them. */
    static Duration migrate(TenantDatabase database, TenantScenario scenario, String... properties) {
        List<String> all = Stream.concat(
                        Stream.of(
                                "spring.config.name=none",
                                "spring.main.banner-mode=off",
                                "spring.application.name=tenants",
                                "spring.datasource.url=" + database.url(),
                                "spring.datasource.username=" + LocalPostgres.USERNAME,
                                "spring.datasource.password=" + LocalPostgres.PASSWORD,
                                "spring.datasource.hikari.maximum-pool-size=6",
                                "spring.liquibase.change-log=classpath:benchmark/tenants/shared.sql",
                                "spring.liquibase.analytics-enabled=false",
                                "logging.level.liquibase=warn",
                                "lockgate.tenants.change-log=classpath:" + scenario.changelog(),
                                "lockgate.tenants.query=select name from public.tenants order by name"),
                        Stream.of(properties))
                .map(property -> "--" + property)
                .toList();
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new))) {
            return context.getBean(Clock.class).tenants();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Clock clock() {
            return new Clock();
        }
    }

    /** Measures what of a run is about tenants: its last plan, and what follows until the checks of all. */
    private static final class Clock implements RunListener {

        private long planned;

        private long done;

        @Override
        public void stepStarted(Run run, RunStep step) {
            if (step == RunStep.PLAN) {
                planned = System.nanoTime();
            } else if (step == RunStep.CHECK) {
                done = System.nanoTime();
            }
        }

        Duration tenants() {
            return Duration.ofNanos(done - planned);
        }
    }
}
