package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class CheckFailsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesTheCheckAndWhatItFound(StartupPhase phase) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();
        var before = service.database().contents();

        var failure = service.failToStart(
                "lockgate.startup.phase=" + phase,
                "lockgate.history.enabled=false",
                "lockgate.checks.attempts=2",
                "lockgate.checks.delay=10ms",
                "lockgate.checks.sql.has-orders.query=select count(*) from orders",
                "lockgate.checks.sql.has-orders.expect=3",
                "lockgate.checks.sql.answers.query=select 42",
                "lockgate.checks.sql.answers.expect=42");

        assertThat(failure.description())
                .isEqualTo("The schema is migrated, but not fit to serve after 2 attempts. has-orders: expected 3, got "
                        + "0");
        assertThat(failure.action())
                .isEqualTo("Mend what the check names and start again: the changesets are kept. If the check is wrong, "
                        + "correct or remove it (lockgate.checks.sql.* or the SchemaCheck bean of that name).");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
