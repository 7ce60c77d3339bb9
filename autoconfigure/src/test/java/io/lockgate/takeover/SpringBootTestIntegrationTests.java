package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A test of a whole application that users write. */
@Tag("liquibase")
@SpringBootTest(
        classes = Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.liquibase.change-log=classpath:takeover/account.sql")
class SpringBootTestIntegrationTests {

    private static final Database DATABASE = Database.create();

    @DynamicPropertySource
    static void connect(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", DATABASE::url);
        registry.add("spring.datasource.username", () -> Database.USER);
    }

    @Test
    void testMeetsTheSchemaThatTheLibraryHasMigrated(@Autowired JdbcClient jdbc) {
        assertThat(jdbc.sql("select count(*) from account").query(Integer.class).single())
                .isZero();
        assertThat(DATABASE.runs()).containsExactly("MIGRATED");
    }
}
