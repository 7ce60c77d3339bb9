package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A slice that users write, in which Hibernate wants the schema as soon as it starts. */
@Tag("liquibase")
@DataJpaTest(
        properties = {
            "spring.autoconfigure.exclude=",
            "spring.jpa.hibernate.ddl-auto=validate",
            "spring.liquibase.change-log=classpath:takeover/account.sql"
        })
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@ContextConfiguration(classes = Application.class)
class DataJpaTestSliceIntegrationTests {

    private static final Database DATABASE = Database.create();

    @DynamicPropertySource
    static void connect(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", DATABASE::url);
        registry.add("spring.datasource.username", () -> Database.USER);
    }

    @Test
    void sliceMigratesAsSpringBootDoes(@Autowired TestEntityManager entities, @Autowired ApplicationContext context) {
        assertThat(entities.persistFlushFind(new Account(1)).id()).isEqualTo(1);
        assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("lockgate"));
        assertThat(DATABASE.executed()).containsExactly("1");
        assertThat(DATABASE.hasTable("databasechangeloglock")).isTrue();
        assertThat(DATABASE.hasTable("lockgate_run")).isFalse();
    }
}
