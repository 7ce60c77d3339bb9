package io.lockgate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class RunHistoryIntegrationTests {

    private final List<String> statements = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        statements.add(sql);
        return statement.call();
    });

    private static final String OUTCOMES = "select outcome from lockgate_run order by started_at";

    @Test
    void aRunThatMigratesWritesWhatItDid() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2
                create table seen as select outcome, trigger, finished_at from lockgate_run;
                """);

        service.startAndStop("spring.application.version=1.2.3");

        assertThat(service.database().query("select concat_ws(' ', outcome, trigger, finished_at) from seen"))
                .containsExactly("RUNNING STARTUP");
        assertThat(service.database().query("""
                        select concat_ws(' ', outcome, trigger, application, build_version, database_role, history_table,
                                         changesets, executed, failure)
                          from lockgate_run
                        """))
                .containsExactly("MIGRATED STARTUP orders 1.2.3 postgres databasechangelog 2 "
                        + "db/changelog/main.sql::1::ana\ndb/changelog/main.sql::2::ana");
        assertThat(service.database().query("""
                        select host from lockgate_run
                         where host <> '' and duration_ms >= 0 and finished_at >= started_at
                        """)).hasSize(1);
    }

    @Test
    void aRunThatHasNothingToDoSaysSo() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.startAndStop();
        statements.clear();
        service.startAndStop();

        assertThat(service.database().query(OUTCOMES)).containsExactly("MIGRATED", "NOTHING_PENDING");
        assertThat(service.database().query("""
                        select concat_ws(' ', trigger, application, database_role, history_table, changesets)
                          from lockgate_run
                         where outcome = 'NOTHING_PENDING' and started_at <= finished_at and duration_ms >= 0
                           and (executed, warnings) = ('', '') and failure is null
                        """)).containsExactly("STARTUP orders postgres databasechangelog 0");
        assertThat(statements)
                .filteredOn(statement -> statement.contains("lockgate_run"))
                .singleElement()
                .asString()
                .startsWith("insert into public.lockgate_run");
    }

    @Test
    void aRunThatFailsSaysWhy() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2
                insert into nowhere values (1);
                """);

        service.failToStart();

        assertThat(service.database().query(OUTCOMES)).containsExactly("FAILED");
        assertThat(service.database().query("select executed from lockgate_run"))
                .containsExactly("db/changelog/main.sql::1::ana");
        assertThat(service.database().query("select failure from lockgate_run"))
                .first()
                .asString()
                .startsWith("Changeset db/changelog/main.sql::2::ana failed: ERROR: relation \"nowhere\"");
    }

    @Test
    void aRunWhoseChecksFailHasFailed() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.failToStart(
                "lockgate.checks.attempts=1",
                "lockgate.checks.sql.answer.query=select 41",
                "lockgate.checks.sql.answer.expect=42");

        assertThat(service.database().query("select outcome || ' ' || changesets || ' ' || failure from lockgate_run"))
                .containsExactly("FAILED 1 The schema is migrated, but not fit to serve after 1 attempts. answer: "
                        + "expected 42, got 41");
    }

    @Test
    void changesetsThatWereSkippedOrFailedAreWarnings() {
        service.changelog("""
                --changeset ana:skipped
                --preconditions onFail:CONTINUE
                --precondition-sql-check expectedResult:1 select 0
                create table orders (id int);
                --changeset ana:tolerated failOnError:false
                insert into nowhere values (1);
                """);

        service.startAndStop();

        assertThat(service.database().query("select outcome || ' ' || warnings from lockgate_run"))
                .containsExactly("NOTHING_PENDING db/changelog/main.sql::skipped::ana\n"
                        + "db/changelog/main.sql::tolerated::ana");
    }

    @Test
    void nothingIsWrittenWhereTheHistoryIsOff() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.startAndStop("lockgate.history.enabled=false");

        assertThat(service.database().tables()).doesNotContain("lockgate_run");
    }
}
