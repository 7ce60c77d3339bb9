package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A process that is killed between the effect of a changeset and its row in the history leaves nothing of either. */
class KilledBeforeHistoryIntegrationTests {

    @AutoClose
    private final Deployment deployment = Deployment.of(KilledBeforeHistoryIntegrationTests.class);

    @Test
    @SuppressWarnings("try") // held, not used
    void theChangesetIsAppliedOnceAfterTheRestart() throws SQLException {
        deployment.hold();
        OrdersProcess killed = deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);

        try (TableLock history = TableLock.on(deployment.url(), "databasechangelog")) {
            deployment.letGo();
            eventually(() ->
                    deployment.sessions("wait_event_type = 'Lock' and query ilike 'insert into%databasechangelog%'")
                            == 1);
            killed.kill();
            eventually(() -> deployment.lockHolders().isEmpty());
        }

        assertThat(deployment.recorded("held")).isZero();
        assertThat(deployment.rows("exports")).isZero();

        deployment.startOn(Deployment.HELD).awaitReady();

        assertThat(deployment.recorded("held")).isOne();
        assertThat(deployment.rows("exports")).isOne();
        assertThat(deployment.recordedTwice()).isEmpty();
    }
}
