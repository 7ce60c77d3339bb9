package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A slice that users write, with Lockgate on the class path but not in the slice. */
@Tag("liquibase")
@JdbcTest(properties = "spring.liquibase.change-log=classpath:takeover/account.sql")
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@ContextConfiguration(classes = Application.class)
class JdbcTestSliceIntegrationTests {

    private static final Database DATABASE = Database.create();

    @DynamicPropertySource
    static void connect(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", DATABASE::url);
        registry.add("spring.datasource.username", () -> Database.USER);
    }

    @Test
    void sliceMigratesAsSpringBootDoes(@Autowired JdbcClient jdbc, @Autowired ApplicationContext context) {
        assertThat(jdbc.sql("select count(*) from account").query(Integer.class).single())
                .isZero();
        assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("lockgate"));
        assertThat(DATABASE.hasTable("databasechangeloglock")).isTrue();
        assertThat(DATABASE.hasTable("lockgate_run")).isFalse();
    }
}
