package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.OrdersProcess.READINESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGTERM in the middle of a statement cancels it; nothing of the process goes on in the database. */
class TerminatedWhileMigratingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(TerminatedWhileMigratingIntegrationTests.class);

    /** {@code lockgate.shutdown.timeout}. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @AutoClose
    private final Deployment deployment = Deployment.of(TerminatedWhileMigratingIntegrationTests.class);

    @ParameterizedTest
    @ValueSource(strings = {"ready", "init"})
    void theChangesetIsRolledBackAndAllLocksAreFree(String phase) {
        deployment.createLiquibasesLock();
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD, "--lockgate.startup.phase=" + phase);
        try (Probe readiness = new Probe(service, READINESS)) {
            eventually(deployment::isHeld);
            assertThat(deployment.isLiquibasesLockTaken()).isTrue();

            long start = System.nanoTime();
            service.terminate();
            service.exitCode(PATIENCE);
            log.info(
                    "Gone after {} ms (phase {})",
                    Duration.ofNanos(System.nanoTime() - start).toMillis(),
                    phase);
            assertThat(readiness.statuses()).doesNotContain(200);
        }

        assertThat(deployment.isHeld()).isFalse();
        assertThat(deployment.lockHolders()).isEmpty();
        assertThat(deployment.isLiquibasesLockTaken()).isFalse();
        eventually(() -> deployment.sessions("true") == 0);
        assertThat(deployment.recorded("held")).isZero();
        assertThat(deployment.jdbc().sql("select * from exports").query().listOfRows())
                .isEmpty();
        assertThat(service.output())
                .contains("ended early")
                .doesNotContain("Application run failed", "APPLICATION FAILED TO START", "The schema is not ready");
    }
}
