package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.Eventually.eventuallyAsserted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that waits for the lock waits as long as it was told, whatever happens to its wall clock: that of a virtual machine
 * may jump when it is resumed or moved, or when somebody sets it.
 */
@EnabledIf(
        value = "io.lockgate.sample.WallClock#isExpected",
        disabledReason = "faketime is not installed; with CI=true this would be a failure")
class WallClockIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(WallClockIntegrationTests.class);

    private static final Duration HOUR = Duration.ofHours(1);

    private static final int TRY_AGAIN = 75;

    @AutoClose
    private final WallClock clock = WallClock.create();

    @AutoClose
    private final Deployment deployment = Deployment.of(WallClockIntegrationTests.class);

    @Test
    @SuppressWarnings("try") // held, not used
    void jumpsDoNotEndTheWait() throws SQLException {
        OrdersProcess service;
        try (MigrationLock other = MigrationLock.in(deployment.url())) {
            service = deployment.startWith(clock, "--lockgate.lock.wait-timeout=30m");
            eventually(() -> service.output().contains("Waiting for lock"));

            jump(service, HOUR);
            assertThatItGoesOnWaiting();
            jump(service, HOUR.negated());
            assertThatItGoesOnWaiting();
        }

        service.awaitReady();
        assertThat(service.output()).doesNotContain("was not free within", " ERROR ");
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
    }

    @Test
    @SuppressWarnings("try") // held, not used
    void aJumpBackDoesNotProlongTheWait() throws SQLException {
        try (MigrationLock other = MigrationLock.in(deployment.url())) {
            OrdersProcess service = deployment.startWith(clock, "--lockgate.lock.wait-timeout=10s");
            eventually(() -> service.output().contains("Waiting for lock"));
            long start = System.nanoTime();

            jump(service, HOUR.negated());

            assertThat(service.exitCode(PATIENCE)).isEqualTo(TRY_AGAIN);
            log.info(
                    "measured: told to wait for 10 s, gone after {} ms, though the clock went back by an hour",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            assertThat(service.output()).contains("was not free within 10s");
            assertThat(deployment.tables()).isEmpty();
        }
    }

    /** Lets the clock jump, and waits until the process tells the new time itself. */
    private void jump(OrdersProcess service, Duration ahead) {
        clock.isAheadBy(ahead);
        eventuallyAsserted(() ->
                assertThat(service.wallClock()).isCloseTo(Instant.now().plus(ahead), within(1, ChronoUnit.MINUTES)));
    }

    /** It asks for the lock several times a second. */
    private void assertThatItGoesOnWaiting() {
        Instant later = Instant.now().plusSeconds(2);
        eventually(
                () -> deployment.sessions("application_name like 'lockgate:%%' and query_start > '%s'".formatted(later))
                        == 1);
    }
}
