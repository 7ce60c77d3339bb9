package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.Readings;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A changelog is read to see what is pending, and again to apply it. It is read once more in between, under the lock, only
 * where somebody may have changed something meanwhile: a first start would otherwise be slower than with Liquibase alone.
 */
@Tag("liquibase")
class PlanHoldsIntegrationTests {

    private static final String TRY_LOCK = "select pg_catalog.pg_try_advisory_lock(?::bigint)";

    private volatile Runnable beforeTheLock = () -> {};

    @RegisterExtension
    private final TestService service = new TestService()
            .with(Readings.class)
            .intercept((sql, connection, statement) -> {
                if (sql.equals(TRY_LOCK)) {
                    beforeTheLock.run();
                }
                return statement.call();
            });

    @BeforeEach
    void writeChangelog() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2
                create table customers (id int);
                """);
    }

    @Test
    void onAnEmptyDatabase() {
        var start = service.start();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(start.bean(Readings.class).number()).isEqualTo(2);
    }

    @Test
    void notWhereTheHistoryHasChangedMeanwhile() {
        service.startAndStop();
        service.database().execute("drop table customers", "delete from databasechangelog where id = '2'");
        beforeTheLock = () -> service.database().execute("update databasechangelog set description = 'edited'");

        var start = service.start();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(start.bean(Readings.class).number()).isEqualTo(3);
    }

    @Test
    void notWhereTheHistoryHasAppearedMeanwhile() {
        service.startAndStop();
        service.database().execute("drop table customers", "delete from databasechangelog where id = '2'");
        service.database().execute("alter table databasechangelog rename to hidden");
        beforeTheLock = () -> service.database().execute("alter table if exists hidden rename to databasechangelog");

        var start = service.start();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(start.bean(Readings.class).number()).isEqualTo(3);
    }

    @Test
    void notAfterAWait() {
        Start start;
        try (var pod = service.otherPod()) {
            start = service.begin();
            await().until(() -> start.bean(ReadinessGate.class).state() == GateState.WAITING_FOR_LOCK);
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }

        start.awaitReady();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(start.bean(Readings.class).number()).isEqualTo(3);
    }
}
