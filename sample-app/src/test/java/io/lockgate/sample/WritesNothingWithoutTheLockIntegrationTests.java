package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A process that does not have the lock writes nothing, not even the history table, which Liquibase creates when it reads an
 * {@code include}: two that create it at once would fail.
 */
class WritesNothingWithoutTheLockIntegrationTests {

    @AutoClose
    private final Deployment deployment = Deployment.of(WritesNothingWithoutTheLockIntegrationTests.class);

    @Test
    @SuppressWarnings("try") // held, not used
    void whileItWaits() throws SQLException {
        OrdersProcess service;
        try (MigrationLock other = MigrationLock.in(deployment.url())) {
            service = deployment.start();
            eventually(() -> service.output().contains("Waiting for lock"));

            assertThat(deployment.tables()).isEmpty();
        }

        service.awaitReady();
        assertThat(deployment.recordedTwice()).isEmpty();
    }
}
