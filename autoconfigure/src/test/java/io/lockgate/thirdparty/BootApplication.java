package io.lockgate.thirdparty;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A service without code: Spring Boot's properties, and whatever auto-configuration is on the class path. */
final class BootApplication implements Migrator {

    @Override
    public void migrate(ThirdPartyChangelog changelog, DriverManagerDataSource database) {
        new SpringApplicationBuilder(EmptyApplication.class)
                .web(WebApplicationType.NONE)
                .run(arguments(changelog, database).toArray(String[]::new))
                .close();
    }

    private static List<String> arguments(ThirdPartyChangelog changelog, DriverManagerDataSource database) {
        var arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + database.getUrl(),
                "--spring.liquibase.change-log=" + changelog.location(),
                "--spring.liquibase.database-change-log-table=" + changelog.historyTable(),
                "--spring.liquibase.database-change-log-lock-table=" + changelog.lockTable(),
                "--spring.liquibase.analytics-enabled=false"));
        changelog
                .parameters()
                .forEach((name, value) -> arguments.add("--spring.liquibase.parameters." + name + "=" + value));
        return arguments;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class EmptyApplication {}
}
