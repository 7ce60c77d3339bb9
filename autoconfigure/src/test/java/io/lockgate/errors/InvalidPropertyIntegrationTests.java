package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.FailedStart;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class InvalidPropertyIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theErrorNamesThePropertyAndWhatItMayBe(StartupPhase phase) {
        var failure = failToStart("lockgate.startup.phase=" + phase, "lockgate.lock.wait-timeout=-5s");

        assertThat(failure.description())
                .isEqualTo("The property lockgate.lock.wait-timeout has the value -5s, which makes no sense.");
        assertThat(failure.action())
                .isEqualTo("Set lockgate.lock.wait-timeout to a duration that is not negative, such as 30s or 10m.");
    }

    @ParameterizedTest
    @CsvSource({
        "lockgate.database.wait.max-attempts, 0, a number of at least 1",
        "lockgate.database.wait.delay, -1s, a duration that is not negative",
        "lockgate.timeout, 0s, a duration longer than 0s",
        "lockgate.retry.max-attempts, 0, a number of at least 1",
        "lockgate.retry.delay, -1s, a duration that is not negative",
        "lockgate.retry.multiplier, 0.5, a number of at least 1",
        "lockgate.lock.takeover-after, 9s, a duration of at least 10s",
        "lockgate.ddl.lock-timeout, -1s, a duration that is not negative",
        "lockgate.ddl.statement-timeout, -1s, a duration that is not negative",
        "lockgate.shutdown.timeout, -1m, a duration that is not negative",
        "lockgate.checks.attempts, 0, a number of at least 1",
        "lockgate.checks.timeout, 0s, a duration longer than 0s",
        "lockgate.checks.delay, -2ms, a duration that is not negative"
    })
    void everyNumberHasItsBounds(String property, String value, String expected) {
        var failure = failToStart(property + "=" + value);

        assertThat(failure.description())
                .isEqualTo("The property %s has the value %s, which makes no sense.".formatted(property, value));
        assertThat(failure.action()).startsWith("Set %s to %s".formatted(property, expected));
    }

    @ParameterizedTest
    @CsvSource({
        "lockgate.checks.sql.orders.query=select 1, lockgate.checks.sql.orders.expect",
        "lockgate.checks.sql.orders.expect=1, lockgate.checks.sql.orders.query"
    })
    void aCheckNeedsBothOfItsProperties(String given, String missing) {
        var failure = failToStart(given);

        assertThat(failure.description()).isEqualTo("The property %s has no value.".formatted(missing));
        assertThat(failure.action()).startsWith("Set " + missing);
    }

    @ParameterizedTest
    @CsvSource({
        "lockgate.on-failure, panic, EXIT STAY",
        "lockgate.startup.phase, whenever, INIT READY",
    })
    void aWordThatIsNoneOfThose(String property, String value, String valid) {
        var failure = failToStart(property + "=" + value);

        assertThat(failure.description()).contains("Property: " + property, "Value: \"" + value + "\"");
        assertThat(service.output()).contains(valid.split(" "));
    }

    @Test
    void whatIsNoDuration() {
        var failure = failToStart("lockgate.lock.wait-timeout=soon");

        assertThat(failure.description()).contains("Property: lockgate.lock.wait-timeout", "Value: \"soon\"");
    }

    private FailedStart failToStart(String... properties) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        var before = service.database().contents();

        var failure = service.failToStart(properties);

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
        return failure;
    }
}
