package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class DeferredConstraintIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTables() {
        service.database()
                .execute(
                        "create table orders (id int primary key)",
                        "create table lines (order_id int references orders deferrable initially deferred)");
    }

    @Test
    void aViolationFailsTheChangesetThatItIsIn() {
        service.changelog("""
                --changeset ana:before
                insert into orders values (1);
                --changeset ana:violation
                insert into lines values (2);
                --changeset ana:after
                insert into orders values (2);
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::violation::ana failed: ERROR: insert or update on table "
                        + "\"lines\" violates foreign key constraint");
        assertThat(service.database().history()).containsExactly("before");
        assertThat(service.database().query("select order_id from lines")).isEmpty();
        assertThat(service.database().query("select id from orders")).containsExactly("1");
    }

    @Test
    void whatIsInOrderAtTheEndOfTheChangesetPasses() {
        service.changelog("""
                --changeset ana:1
                insert into lines values (2);
                insert into orders values (2);
                """);

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().query("select order_id from lines")).containsExactly("2");
    }

    @Test
    void aViolationThatIsToleratedLeavesNothing() {
        service.changelog("""
                --changeset ana:violation failOnError:false
                insert into lines values (2);
                --changeset ana:after
                insert into orders values (3);
                """);

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("after");
        assertThat(service.database().query("select order_id from lines")).isEmpty();
    }
}
