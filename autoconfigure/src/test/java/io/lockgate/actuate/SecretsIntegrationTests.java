package io.lockgate.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.StringUtils;

/** A secret that a changeset holds is for the log and for those who may read it, and stays out of everything else. */
@Tag("liquibase")
class SecretsIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String SCHEMA = "/actuator/schema";

    private static final String SECRET = "s3cretword";

    private static final String ALWAYS = "management.endpoint.schema.show-details=always";

    private static final String AUTHORIZED = "management.endpoint.schema.show-details=when-authorized";

    private static final String USERS = """
            --changeset ana:1
            create table users (email text constraint users_email_key unique);
            insert into users values ('s3cretword@example.org');
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void listen() {
        service.listening().property("lockgate.on-failure=stay").with(Callers.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create role postgres password 's3cretword';",
                "create role secretive_app password s3cretword;",
                "create role postgres password '${password}';",
                "insert into users values ('s3cretword@example.org');",
                "insert into users (age) values ('s3cretword');",
                "update users set email = ${password};",
                "do 'begin raise exception ''the password is %'', ''s3cretword''; end';",
                "select cast(email as int) from users;",
            })
    void isNotShownOfAStatementThatFails(String statement) {
        service.changelog(USERS + "--changeset ana:2 splitStatements:false\n" + statement + "\n");

        var start = failToMigrate("spring.liquibase.parameters.password=" + SECRET);

        assertIsHiddenEverywhere(start, SCHEMA, "?caller=ops");
        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.failure.message")
                .asString()
                .startsWith("Changeset db/changelog/main.sql::2::ana failed: ")
                .contains("SQLState ");
        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.failure.action")
                .asString()
                .startsWith("Correct the changeset and start again.");
        assertThat(service.output()).contains(SECRET);
    }

    @Test
    void leavesThePrimaryMessageThatDoesNotHoldIt() {
        service.changelog(USERS + "--changeset ana:2\ninsert into users values ('s3cretword@example.org');\n");

        var start = failToMigrate();

        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.failure.message")
                .isEqualTo("Changeset db/changelog/main.sql::2::ana failed: ERROR: duplicate key value violates unique"
                        + " constraint \"users_email_key\" (SQLState 23505)");
        assertThat(service.database().query("select failure from lockgate_run"))
                .containsExactly("Changeset db/changelog/main.sql::2::ana failed: ERROR: duplicate key value violates"
                        + " unique constraint \"users_email_key\" (SQLState 23505)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--precondition-sql-check expectedResult:nobody select email from users",
                "--precondition-sql-check expectedResult:s3cretword select 1"
            })
    void isNotShownOfAPrecondition(String precondition) {
        service.changelog(USERS + "--changeset ana:2\n--preconditions onFail:HALT onError:HALT\n" + precondition
                + "\ncreate table customers (id int);\n");

        var start = failToMigrate();

        assertIsHiddenEverywhere(start, SCHEMA, "");
        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.failure.message")
                .isEqualTo("Changeset db/changelog/main.sql::2::ana failed: its preconditions are not met; the log says"
                        + " which");
    }

    @Test
    void isNotShownOfAChangelogThatCannotBeRead() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                - changeSet: {id: 1, author: ana, changes: [{sql: "create role app password 's3cretword'" s3cretword}]}
                """);

        var start = failToMigrate("spring.liquibase.change-log=classpath:db/changelog/main.yaml");

        assertIsHiddenEverywhere(start, SCHEMA, "");
        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.failure.message")
                .isEqualTo("The changelog of 'liquibase' is not valid; the log says why.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select email from users", "select 's3cretword'::int", "select 'a ' || email from users"})
    void isNotShownOfACheck(String query) {
        service.changelog(USERS);

        var start = failToMigrate(
                "lockgate.checks.attempts=1",
                "lockgate.checks.sql.mail.query=" + query,
                "lockgate.checks.sql.mail.expect=" + SECRET);

        assertIsHiddenEverywhere(start, SCHEMA, "");
        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.checks[?(@.name == 'mail')].status")
                .asArray()
                .containsExactly("DOWN");
        assertThat(start.http().json(SCHEMA))
                .extractingPath("$.failure.message")
                .isEqualTo(
                        "The schema is migrated, but not fit to serve after 1 attempts. mail: the log says" + " why");
    }

    @ParameterizedTest
    @CsvSource({
        "never, ops, '', false",
        "when-authorized, , '', false",
        "when-authorized, guest, '', true",
        "when-authorized, guest, ops, false",
        "when-authorized, ops, 'admin,ops', true",
        "always, , '', true"
    })
    void isShownToWhomThePropertiesSay(String show, String caller, String roles, boolean shown) {
        service.changelog("--changeset ana:1\ninsert into nowhere values ('s3cretword');\n");

        var start = failToMigrate(
                "management.endpoint.schema.show-details=" + show, "management.endpoint.schema.roles=" + roles);

        String path = caller == null ? SCHEMA : SCHEMA + "?caller=" + caller;
        assertThat(start.http().json(path))
                .extractingPath("$.failure.message")
                .asString()
                .matches(
                        message -> message.contains("\nStatement: insert into nowhere values ('s3cretword')") == shown);
        assertThat(start.http().json("/actuator/health").getJson()).doesNotContain(SECRET);
    }

    @Test
    void ofTheHolderOfTheLockIsShownOnlyToTheAuthorized() {
        service.changelog("--changeset ana:1\nselect pg_sleep(600), 's3cretword';\n");

        var start = service.begin(AUTHORIZED);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(start.http().json(SCHEMA + "?caller=ops"))
                        .extractingPath("$.lock.holder.query")
                        .isEqualTo("select pg_sleep(600), 's3cretword'"));

        var schema = start.http().json(SCHEMA);
        assertThat(schema.getJson()).doesNotContain(SECRET);
        assertThat(schema)
                .extractingPath("$.targets.liquibase.lock.holder")
                .asMap()
                .containsOnlyKeys("pid", "application", "since");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices values ('s3cretword')", "users values ('s3cretword')"})
    void isNotShownOfATenant(String insert) {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table users (age int);\n--changeset ana:2\ninsert into " + insert
                        + ";\n")
                .withTenants(2);

        var start = failToMigrate("lockgate.tenants.on-error=continue");

        assertIsHiddenEverywhere(start, SCHEMA, "");
        assertIsHiddenEverywhere(start, SCHEMA + "/t001", "");
        assertThat(start.http().json(SCHEMA + "/t001"))
                .extractingPath("$.failure.message")
                .asString()
                .startsWith("Changeset db/changelog/tenants.sql::2::ana failed: ")
                .contains("SQLState");
        // of the canary, without which no other begins
        assertThat(statementsInTheLog()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void ofAStatementIsLoggedOnceByAStartThatEnds(String phase) {
        service.changelog(USERS + "--changeset ana:2\ninsert into users values ('s3cretword@example.org');\n");

        service.failToStart("lockgate.on-failure=exit", "lockgate.startup.phase=" + phase);

        assertThat(statementsInTheLog()).isOne();
    }

    @Test
    void ofAStatementIsLoggedOnceByAServiceThatStays() {
        service.changelog(USERS + "--changeset ana:2\ninsert into users values ('s3cretword@example.org');\n");

        failToMigrate(ALWAYS);

        assertThat(statementsInTheLog()).isOne();
    }

    private Start failToMigrate(String... properties) {
        var start = service.begin(properties);
        await().atMost(PATIENCE).until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);
        await().atMost(PATIENCE).until(() -> service.output().getAll().contains("The application stays alive"));
        return start;
    }

    private void assertIsHiddenEverywhere(Start start, String path, String caller) {
        List.of(path, "/actuator/schema/public", "/actuator/health", "/actuator/health/readiness", "/actuator/info")
                .forEach(each -> assertThat(start.http().json(each + caller).getJson())
                        .as(each)
                        .doesNotContain(SECRET));
        assertThat(service.database().contents())
                .filteredOn(line -> line.contains("lockgate_run"))
                .noneMatch(line -> line.contains(SECRET));
    }

    private int statementsInTheLog() {
        return StringUtils.countOccurrencesOf(service.output().getAll(), "Statement: insert into ");
    }
}
