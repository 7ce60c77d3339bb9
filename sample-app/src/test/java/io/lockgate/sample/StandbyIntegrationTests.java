package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hot standby is never taken for the server that it follows, though it grants the same lock, and a run whose server has been
 * replaced by its standby is made again there.
 */
class StandbyIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(StandbyIntegrationTests.class);

    private static final int FAILED = 1;

    @AutoClose
    private final DatabaseServer primary = DatabaseServer.start();

    @AutoClose
    private final Deployment deployment = Deployment.of(StandbyIntegrationTests.class, primary);

    @AutoClose
    private final DatabaseServer standby = primary.standby();

    @Test
    void whatIsPendingIsRefused() {
        standby.awaitAllOf(primary);

        OrdersProcess service = deployment.start(at(standby));

        assertThat(service.exitCode(PATIENCE)).isEqualTo(FAILED);
        assertThat(service.output()).contains("APPLICATION FAILED TO START", "hot standby", "Action:");
        assertThat(deployment.tables()).isEmpty();
    }

    @Test
    void whereNothingIsPendingItServes() {
        deployment.start().awaitReady();
        standby.awaitAllOf(primary);

        deployment.start(at(standby)).awaitReady();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?targetServerType=primary"})
    void aRunIsMadeAgainOnAStandbyThatHasBeenPromoted(String parameters) {
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD, atBoth(parameters));
        eventually(deployment::isHeld);
        standby.awaitAllOf(primary);

        primary.kill();
        standby.promote();
        long start = System.nanoTime();
        deployment.moveTo(standby);
        eventually(deployment::isHeld);
        log.info(
                "measured: standby promoted, the changeset again under way on it after {} ms",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(service.output()).contains("is retried");
        assertThat(deployment.recorded("held")).isZero();

        deployment.letGo();
        service.awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', hot standby", "?targetServerType=primary, did not answer"})
    void aRunWaitsForAStandbyThatIsStillToBePromoted(String parameters, String told) {
        deployment.hold();
        OrdersProcess service = deployment.startOn(
                Deployment.HELD,
                atBoth(parameters),
                "--lockgate.retry.delay=500ms",
                "--lockgate.retry.multiplier=1",
                "--lockgate.retry.max-attempts=1000");
        eventually(deployment::isHeld);
        standby.awaitAllOf(primary);

        primary.kill();
        eventually(() -> service.output().contains(told));
        standby.promote();
        deployment.moveTo(standby);
        eventually(deployment::isHeld);

        deployment.letGo();
        service.awaitReady();
        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
    }

    private String at(DatabaseServer server) {
        return "--spring.datasource.url=" + server.url(deployment.database());
    }

    private String atBoth(String parameters) {
        return "--spring.datasource.url=jdbc:postgresql://localhost:%d,localhost:%d/%s%s"
                .formatted(primary.port(), standby.port(), deployment.database(), parameters);
    }
}
