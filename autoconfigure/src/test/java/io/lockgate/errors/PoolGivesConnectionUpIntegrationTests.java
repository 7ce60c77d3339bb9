package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HikariCP closes a connection after a SQLState of {@code 0A000}, although nothing is wrong with the connection. */
@Tag("liquibase")
class PoolGivesConnectionUpIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aWrongChangesetIsStillToldAsSuch() {
        service.changelog("""
                --changeset ana:1
                create table customers (id int);
                --changeset ana:2
                create table orders (id int check (id in (select 1)));
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith(
                        "Changeset db/changelog/main.sql::2::ana failed: ERROR: cannot use subquery in check constraint");
        assertThat(failure.action()).startsWith("Correct the changeset and start again.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().query("select outcome || ' ' || left(failure, 9) from lockgate_run"))
                .containsExactly("FAILED Changeset");
    }
}
