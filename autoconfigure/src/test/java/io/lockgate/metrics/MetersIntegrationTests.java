package io.lockgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockgate.LockgateException;
import io.lockgate.run.RunStep;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a service with a meter registry measures of its runs. */
class MetersIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private MeterRegistry meters;

    @BeforeEach
    void writeChangelog() {
        service.with(Measured.class).releases();
        service.release(1, "create table orders (id int);\n");
        service.release(2, "insert into orders values (1);\n");
    }

    @Test
    void aRunIsTimedAsAWholeAndByStep() {
        start();

        var run = meters.get("lockgate.run").timer();
        assertThat(run.count()).isEqualTo(1);
        assertThat(run.getId().getTags())
                .extracting(tag -> tag.getKey() + "=" + tag.getValue())
                .containsExactlyInAnyOrder("trigger=STARTUP", "outcome=SUCCESS", "error=none");
        assertThat(meters.get("lockgate.step").timers())
                .allMatch(step -> step.count() == 1)
                .extracting(step -> step.getId().getTag("step"))
                .containsExactlyInAnyOrder(steps());
        assertThat(meters.get("lockgate.step").timers().stream()
                        .mapToDouble(step -> step.totalTime(TimeUnit.NANOSECONDS))
                        .sum())
                .isPositive()
                .isLessThanOrEqualTo(run.totalTime(TimeUnit.NANOSECONDS));
    }

    @Test
    void waitingForTheLockIsTimed() {
        start();

        assertThat(meters.get("lockgate.lock.wait").timer().count()).isEqualTo(1);
    }

    @Test
    void changesetsAreCountedWhenTheyAreExecuted() {
        start();

        assertThat(meters.get("lockgate.changesets").counter().count()).isEqualTo(2);
        assertThat(gauge("lockgate.pending")).isZero();
    }

    @Test
    void theGateIsClosedAndChangesetsArePendingDuringARun() {
        service.release(2, HeldChangeset.WAITS);
        service.release(3, "insert into orders values (3);\n");
        Start start;
        try (var held = service.holdChangeset()) {
            start = service.begin();
            held.awaitWaiting();
            meters = start.bean(MeterRegistry.class);

            assertThat(gauge("lockgate.gate")).isZero();
            assertThat(gauge("lockgate.pending")).isEqualTo(2);
        }
        start.awaitReady();

        assertThat(gauge("lockgate.gate")).isEqualTo(1);
        assertThat(gauge("lockgate.pending")).isZero();
    }

    @Test
    void theGateIsClosedAfterAFailure() {
        var start = start();
        assertThat(gauge("lockgate.gate")).isEqualTo(1);
        service.release(3, "insert into nowhere values (3);\n");

        assertThatExceptionOfType(LockgateException.class)
                .isThrownBy(() -> start.bean(Lockgate.class).migrate());

        assertThat(gauge("lockgate.gate")).isZero();
        assertThat(gauge("lockgate.pending")).isEqualTo(1);
        assertThat(meters.get("lockgate.run")
                        .tags("trigger", "APPLICATION", "outcome", "FAILURE", "error", "ChangeSetFailedException")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("lockgate.changesets").counter().count()).isEqualTo(2);
    }

    private Start start() {
        var start = service.start();
        meters = start.bean(MeterRegistry.class);
        return start;
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private static String[] steps() {
        return Arrays.stream(RunStep.values()).map(RunStep::name).toArray(String[]::new);
    }

    @Configuration(proxyBeanMethods = false)
    static class Measured {

        @Bean
        SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
