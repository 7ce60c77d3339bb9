package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class ChangesetOutcomesIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private static final String OUTCOMES = "select id || ' ' || exectype from databasechangelog order by orderexecuted";

    @Test
    void eachOutcomeIsRecordedAsLiquibaseDoesAndHasItsEffectOnce() {
        service.database().execute("create table effects (changeset text)");
        service.changelog("""
                --changeset ana:executed
                insert into effects values ('executed');
                --changeset ana:skipped
                --preconditions onFail:CONTINUE
                --precondition-sql-check expectedResult:1 select 0
                insert into effects values ('skipped');
                --changeset ana:after-skipped
                insert into effects values ('after-skipped');
                --changeset ana:marked
                --preconditions onFail:MARK_RAN
                --precondition-sql-check expectedResult:1 select 0
                insert into effects values ('marked');
                --changeset ana:after-marked
                insert into effects values ('after-marked');
                --changeset ana:failed failOnError:false
                insert into effects values ('failed');
                insert into nowhere values (1);
                --changeset ana:after-failed
                insert into effects values ('after-failed');
                """);

        for (int start = 0; start < 2; start++) {
            service.startAndStop();

            assertThat(service.database().query(OUTCOMES))
                    .containsExactly(
                            "executed EXECUTED",
                            "after-skipped EXECUTED",
                            "marked MARK_RAN",
                            "after-marked EXECUTED",
                            "after-failed EXECUTED");
            assertThat(service.database().query("select changeset from effects order by ctid"))
                    .containsExactly("executed", "after-skipped", "after-marked", "after-failed");
        }
    }

    @Test
    void aSkippedOneIsTriedAgainAtTheNextStart() {
        service.database().execute("create table orders (id int)");
        service.changelog("""
                --changeset ana:1
                --preconditions onFail:CONTINUE
                --precondition-sql-check expectedResult:1 select count(*) from orders
                create table customers (id int);
                """);
        service.startAndStop();
        assertThat(service.output())
                .contains("Changeset db/changelog/main.sql::1::ana was skipped by its preconditions");

        service.database().execute("insert into orders values (1)");
        service.startAndStop();

        assertThat(service.database().query(OUTCOMES)).containsExactly("1 EXECUTED");
        assertThat(service.database().tables()).contains("customers");
    }

    @Test
    void aToleratedFailureIsTriedAgainAtTheNextStart() {
        service.changelog("--changeset ana:1 failOnError:false\ninsert into orders values (1);\n");
        service.startAndStop();
        assertThat(service.output()).contains("Changeset db/changelog/main.sql::1::ana failed and is tolerated");
        assertThat(service.database().query(OUTCOMES)).isEmpty();

        service.database().execute("create table orders (id int)");
        service.startAndStop();

        assertThat(service.database().query(OUTCOMES)).containsExactly("1 EXECUTED");
        assertThat(service.database().query("select id from orders")).containsExactly("1");
    }
}
