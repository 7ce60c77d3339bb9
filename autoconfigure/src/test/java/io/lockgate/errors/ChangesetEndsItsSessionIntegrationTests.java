package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is lost because of what a changeset does is not lost by accident: trying again does not help. */
@Tag("liquibase")
class ChangesetEndsItsSessionIntegrationTests {

    private static final String DOES_SO = "select pg_terminate_backend(pg_backend_pid());\n";

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client_encoding | set client_encoding = 'LATIN1'",
                "client_encoding | set names 'LATIN1'",
                "client_encoding | select set_config('client_encoding', 'SQL_ASCII', true)",
                "DateStyle | set datestyle = 'German'",
                "DateStyle | set local datestyle = 'SQL, DMY'"
            })
    void aSettingThatTheDriverCannotWorkWithIsNamed(String setting, String statement) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n%s;\n".formatted(statement));

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::1::ana failed: ")
                .contains(setting);
        assertThat(failure.action()).startsWith("Remove from the changeset what sets " + setting);
        assertThat(failure.exitCode()).isOne();
        assertThat(service.output()).doesNotContain("is retried");
        assertThat(service.database().tables()).doesNotContain("orders");
    }

    @Test
    void aSettingInAToleratedChangesetIsStillNamedWithIt() {
        service.changelog("""
                --changeset ana:1 failOnError:false
                set client_encoding = 'LATIN1';
                --changeset ana:2
                create table orders (id int);
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::1::ana failed: ")
                .contains("client_encoding");
        assertThat(failure.exitCode()).isOne();
        assertThat(service.output()).doesNotContain("is retried");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set standard_conforming_strings = off",
                "set intervalstyle = 'sql_standard'",
                "set timezone = 'Asia/Tokyo'",
                "set bytea_output = 'escape'",
                "reset all"
            })
    void otherSettingsDoNoHarm(String statement) {
        service.changelog(
                "--changeset ana:1\n%s;\n--changeset ana:2\ncreate table orders (id int);\n".formatted(statement));

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(service.output()).doesNotContain("is retried");
    }

    @Test
    void aSocketTimeoutBelowTheTimeOfAStatementIsToldAsSuch() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\nselect pg_sleep(20);\n");

        var failure = service.failToStart("spring.datasource.hikari.data-source-properties.socketTimeout=1");

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::1::ana failed: ")
                .contains("socketTimeout");
        assertThat(failure.action()).contains("raise socketTimeout", "spring.liquibase.url");
        assertThat(failure.exitCode()).isOne();
        assertThat(service.output()).doesNotContain("is retried");
    }

    @ParameterizedTest
    @ValueSource(strings = {DOES_SO, "do $$ begin perform pg_terminate_backend(pg_backend_pid()); end $$\n"})
    void aChangesetThatEndsItsOwnSessionIsNotTriedForEver(String statement) {
        service.changelog("--changeset ana:1 splitStatements:false\n" + statement
                + "--changeset ana:2\ncreate table t (id int);\n");

        var failure = service.failToStart("lockgate.retry.delay=1ms");

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::1::ana failed: FATAL: terminating connection")
                .contains("3 times in a row");
        assertThat(failure.action()).startsWith("Find out what ends the session");
        assertThat(failure.exitCode()).isOne();
        assertThat(service.database().history()).isEmpty();
    }

    @Test
    void aFunctionThatEndsTheSessionIsFoundOutByTheLastAttempt() {
        service.database().execute("""
                create function ends() returns boolean language sql as 'select pg_terminate_backend(pg_backend_pid())'
                """);
        service.changelog("--changeset ana:1\nselect ends();\n");

        var failure = service.failToStart("lockgate.retry.delay=1ms");

        assertThat(failure.description()).contains("5 times in a row");
        assertThat(failure.exitCode()).isOne();
    }

    @Test
    void aTenantsChangesetThatEndsItsSessionFailsThatTenant() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.tenants("--changeset ana:1\n" + DOES_SO).withTenants(1);

        var failure = service.failToStart("lockgate.retry.delay=1ms");

        assertThat(failure.description()).contains("3 times in a row");
        assertThat(failure.exitCode()).isOne();
    }

    @Test
    void aSessionThatAnAdministratorEndsIsLostByAccident() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n" + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var start = service.begin();
            for (int i = 0; i < 3; i++) {
                held.awaitWaiting();
                held.terminate();
            }
            held.letGo();
            start.awaitReady();
        }

        assertThat(service.database().history()).hasSize(1);
    }

    @Test
    void anErrorOfAnotherConnectionThatAStatementNamesIsTheStatements() {
        service.changelog("""
                --changeset ana:1 splitStatements:false
                do $$ begin raise exception 'connection "no" not available' using errcode = '08003'; end $$
                """);

        var failure = service.failToStart();

        assertThat(failure.description()).contains("connection \"no\" not available");
        assertThat(failure.exitCode()).isOne();
        assertThat(service.output()).doesNotContain("is retried");
    }
}
