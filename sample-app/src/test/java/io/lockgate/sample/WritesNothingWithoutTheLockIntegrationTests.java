package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.lock.LockKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A process that does not have the lock writes nothing, not even the history table, which Liquibase creates when it reads an
 * {@code include}: two that create it at once would fail.
 */
class WritesNothingWithoutTheLockIntegrationTests {

    private static final LockKey KEY = LockKey.of("public", "databasechangelog");

    @AutoClose
    private final Deployment deployment = Deployment.of(WritesNothingWithoutTheLockIntegrationTests.class);

    @Test
    void whileItWaits() throws SQLException {
        OrdersProcess service;
        try (Connection other =
                        DriverManager.getConnection(deployment.url(), LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(" + KEY.value() + ")");
            service = deployment.start();
            eventually(() -> service.output().contains("Waiting for lock"));

            assertThat(deployment.tables()).isEmpty();
        }

        service.awaitReady();
        assertThat(deployment.recordedTwice()).isEmpty();
    }
}
