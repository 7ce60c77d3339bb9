package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit code of a process whose schema is not ready says whether trying again can help. */
@ParameterizedClass
@ValueSource(strings = {"ready", "init"})
class ExitCodeIntegrationTests {

    private static final int FAILED = 1;

    private static final int TRY_AGAIN = 75;

    @AutoClose
    private final Deployment deployment = Deployment.of(ExitCodeIntegrationTests.class);

    private final String phase;

    ExitCodeIntegrationTests(String phase) {
        this.phase = "--lockgate.startup.phase=" + phase;
    }

    @Test
    void itIs1WhereAChangesetIsWrong() {
        OrdersProcess service = deployment.startOn(Deployment.BROKEN, phase);

        assertThat(service.exitCode(PATIENCE)).isEqualTo(FAILED);
        assertThat(service.output()).contains("APPLICATION FAILED TO START", "no_such_table", "Action:");
        assertThat(deployment.lockHolders()).isEmpty();
    }

    @Test
    void itIs75WhereTheLockIsNotFreeInTime() {
        deployment.hold();
        deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);

        OrdersProcess service = deployment.startOn(Deployment.HELD, phase, "--lockgate.lock.wait-timeout=1s");

        assertThat(service.exitCode(PATIENCE)).isEqualTo(TRY_AGAIN);
        assertThat(service.output()).contains("was not free within");
    }

    @Test
    void itIs75WhereTheDatabaseDoesNotAnswer() {
        OrdersProcess service = deployment.start(
                phase,
                "--spring.datasource.url=jdbc:postgresql://localhost:1/orders",
                "--lockgate.database.wait.max-attempts=2",
                "--lockgate.database.wait.delay=100ms");

        assertThat(service.exitCode(PATIENCE)).isEqualTo(TRY_AGAIN);
        assertThat(service.output()).contains("The database did not answer");
    }
}
