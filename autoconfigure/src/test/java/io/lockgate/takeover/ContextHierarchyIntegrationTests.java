package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("liquibase")
class ContextHierarchyIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @Test
    void beanOfAParentContextIsLeftToTheRunOfTheParent() {
        var arguments = Application.arguments(database, "spring.liquibase.drop-first=true");

        try (var child = Application.builder(InsertsAccount.class)
                .child(Application.class)
                .web(WebApplicationType.NONE)
                .run(arguments)) {
            assertThat(Gate.of(child).isOpen()).isTrue();
            assertThat(Gate.of(child.getParent()).isOpen()).isTrue();
            assertThat(database.texts("select id from account")).containsExactly("1");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class InsertsAccount {

        @Bean
        ApplicationRunner insert(JdbcClient jdbc) {
            return arguments -> jdbc.sql("insert into account values (1)").update();
        }
    }
}
