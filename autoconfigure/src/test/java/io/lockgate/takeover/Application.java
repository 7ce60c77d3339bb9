package io.lockgate.takeover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** A service on a database: Spring Boot's auto-configuration and what a test adds. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Application {

    static ConfigurableApplicationContext start(Database database, String... properties) {
        return start(database, List.of(), properties);
    }

    static ConfigurableApplicationContext start(Database database, Class<?> configuration, String... properties) {
        return start(database, List.of(configuration), properties);
    }

    /** Starts the service, and closes it when it is ready. */
    static void run(Database database, String... properties) {
        start(database, properties).close();
    }

    static void run(Database database, Class<?> configuration, String... properties) {
        start(database, configuration, properties).close();
    }

    private static ConfigurableApplicationContext start(
            Database database, List<Class<?>> configurations, String... properties) {
        return builder(configurations.toArray(Class<?>[]::new)).run(arguments(database, properties));
    }

    static SpringApplicationBuilder builder(Class<?>... configurations) {
        return new SpringApplicationBuilder(Application.class)
                .sources(configurations)
                .web(WebApplicationType.NONE);
    }

    /** Arguments of the command line; what comes later wins. */
    static String[] arguments(Database database, String... properties) {
        var arguments = new LinkedHashMap<String, String>();
        Stream.concat(
                        Stream.of(
                                "spring.main.banner-mode=off",
                                "spring.datasource.url=" + database.url(),
                                "spring.datasource.username=" + Database.USER,
                                "spring.liquibase.change-log=classpath:takeover/account.sql",
                                "lockgate.database.wait.max-attempts=1"),
                        Stream.of(properties))
                .forEach(property -> arguments.put(StringUtils.split(property, "=")[0], "--" + property));
        return arguments.values().toArray(String[]::new);
    }
}
