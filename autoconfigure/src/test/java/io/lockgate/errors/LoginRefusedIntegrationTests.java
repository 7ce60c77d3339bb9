package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.FailedStart;
import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class LoginRefusedIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theWrongPasswordIsNotTriedTwice(StartupPhase phase) {
        var failure = failToStart(
                "lockgate.startup.phase=" + phase,
                "spring.datasource.username=" + Postgres.GUEST,
                "spring.datasource.password=wrong");

        assertThat(failure.description())
                .isEqualTo("The database server refused the login: FATAL: password authentication failed for user "
                        + "\"guest\"");
    }

    @Test
    void aRoleThatDoesNotExist() {
        var failure = failToStart("spring.datasource.username=nobody");

        assertThat(failure.description())
                .isEqualTo("The database server refused the login: FATAL: role \"nobody\" does not exist");
    }

    @Test
    void thePasswordOfLiquibasesOwnUser() {
        var failure = failToStart("spring.liquibase.user=" + Postgres.GUEST, "spring.liquibase.password=wrong");

        assertThat(failure.description()).contains("password authentication failed for user \"guest\"");
    }

    @Test
    void noPasswordAtAll() {
        var failure = failToStart("spring.datasource.username=" + Postgres.GUEST);

        assertThat(failure.description())
                .startsWith("The database server refused the login: ")
                .contains("password");
    }

    @Test
    void aRoleThatMayNotConnect() {
        String database = service.database().query("select current_database()").get(0);
        service.database().execute("revoke connect on database %s from public".formatted(database));

        var failure = failToStart(
                "spring.datasource.username=" + Postgres.GUEST,
                "spring.datasource.password=" + Postgres.PASSWORD_OF_GUEST);

        assertThat(failure.description())
                .startsWith("The database server refused the login: FATAL: permission denied for database \"%s\""
                        .formatted(database));
    }

    private FailedStart failToStart(String... properties) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        var before = service.database().contents();

        var failure = service.failToStart(properties);

        assertThat(failure.action())
                .isEqualTo("Correct the user and password (spring.datasource.username and .password, or "
                        + "spring.liquibase.user and .password), and check that pg_hba.conf lets this host in and that the "
                        + "role may connect (grant connect on database).");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.output()).doesNotContain("did not answer");
        assertThat(service.database().contents()).isEqualTo(before);
        return failure;
    }
}
