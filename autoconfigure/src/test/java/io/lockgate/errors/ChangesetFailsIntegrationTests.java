package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class ChangesetFailsIntegrationTests {

    private static final String FIRST = """
            --changeset ana:first
            create table orders (id int);
            """;

    private static final String LAST = """
            --changeset ana:last
            create table customers (id int);
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesTheChangesetAndTheStatement(StartupPhase phase) {
        service.changelog(FIRST + """
                --changeset ana:second
                create table half_done (id int);
                insert into orders values ('many');
                """ + LAST);

        var failure = service.failToStart("lockgate.startup.phase=" + phase);

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::second::ana failed: "
                        + "ERROR: invalid input syntax for type integer: \"many\"")
                .endsWith("\nStatement: insert into orders values ('many')");
        assertThat(failure.action())
                .isEqualTo("Correct the changeset and start again. It is rolled back; the changesets before it are "
                        + "kept, and are not executed again.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().history()).containsExactly("first");
        assertThat(service.database().tables()).containsExactly("databasechangelog", "lockgate_run", "orders");
        assertThat(service.database().contents()).noneMatch(line -> line.startsWith("lock "));
    }

    @Test
    void theCorrectedChangelogGoesOnWhereItFailed() {
        service.changelog(FIRST + "--changeset ana:second\ninsert into orders values ('many');\n" + LAST);
        service.failToStart();

        service.changelog(FIRST + "--changeset ana:second\ninsert into orders values (1);\n" + LAST);
        service.startAndStop();

        assertThat(service.database().history()).containsExactly("first", "second", "last");
        assertThat(service.database().query("select id from orders")).containsExactly("1");
    }

    @Test
    void outsideOfATransactionTheActionSaysWhatMayBeLeft() {
        service.changelog("""
                --changeset ana:first runInTransaction:false
                create table half_done (id int);
                create table half_done (id int);
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .contains("db/changelog/main.sql::first::ana", "relation \"half_done\" already exists");
        assertThat(failure.action())
                .startsWith("The changeset runs outside of a transaction (runInTransaction=false), so that its earlier "
                        + "statements may have taken effect: undo them by hand");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().history()).isEmpty();
        assertThat(service.database().tables()).contains("half_done");
    }

    @Test
    void aPreconditionThatHaltsIsNamedWithItsChangeset() {
        service.changelog(FIRST + """
                --changeset ana:second
                --preconditions onFail:HALT
                --precondition-sql-check expectedResult:1 select count(*) from orders
                create table customers (id int);
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .isEqualTo(
                        "Changeset db/changelog/main.sql::second::ana failed: its preconditions are not met: SQL Precondition failed.  Expected '1' got '0'");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().history()).containsExactly("first");
        assertThat(service.database().tables()).doesNotContain("customers");
    }
}
