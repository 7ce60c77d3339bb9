package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a changeset does to its session ends with it; what Liquibase does to it is none of our business. */
@Tag("liquibase")
class SessionBetweenChangesetsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(strings = {"app", "public"})
    void nothingIsSaidOfASearchPathThatLiquibaseSets(String schema) {
        service.database().execute("create schema app");
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2 runInTransaction:false
                create table customers (id int);
                --changeset ana:3
                create table items (id int);
                """);

        service.startAndStop("spring.liquibase.default-schema=" + schema);

        assertThat(service.output()).doesNotContain("has changed the session");
    }

    @Test
    void aRoleOfAToleratedChangesetEndsWithIt() {
        service.database().execute("create role tolerated", "grant all on schema public to tolerated");
        service.changelog("""
                --changeset ana:1 runInTransaction:false failOnError:false
                set role tolerated;
                select no_such_function();
                --changeset ana:2 runInTransaction:false
                create table orders (id int);
                """);
        try {
            service.start();

            assertThat(service.database().query("select tableowner from pg_tables where tablename = 'orders'"))
                    .containsExactly("postgres");
        } finally {
            service.database().execute("drop owned by tolerated", "drop role tolerated");
        }
    }
}
