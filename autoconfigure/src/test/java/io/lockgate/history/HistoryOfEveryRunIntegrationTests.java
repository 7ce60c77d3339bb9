package io.lockgate.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.TestService;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows that runs of every kind write, each under an id of its own. */
class HistoryOfEveryRunIntegrationTests {

    private static final String ROWS =
            "select history_table || ' ' || outcome from lockgate_run order by started_at, 1";

    private static final String RUNS = "select count(distinct run_id) from lockgate_run";

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aPreliminaryRunIsFollowedByOneThatFindsNothingPending() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");

        service.startAndStop("lockgate.startup.phase=init");

        assertThat(service.database().query(ROWS))
                .containsExactly("databasechangelog MIGRATED", "databasechangelog NOTHING_PENDING");
        assertThat(service.database().query(RUNS)).containsExactly("2");
    }

    @Test
    void tenantsAloneThatFailLeaveTheRowOfTheSchemaAsItIs() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n").withTenants(2);
        service.database().execute("create table t002.orders (id int)");

        service.start(
                "lockgate.tenants.ready-when=shared",
                "lockgate.tenants.canary=0",
                "lockgate.tenants.on-error=continue");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> service.database().query(ROWS).size() == 3);

        assertThat(service.database().query(ROWS))
                .containsExactlyInAnyOrder(
                        "databasechangelog MIGRATED", "tenants FAILED", "t002.databasechangelog FAILED");
        assertThat(service.database().query(RUNS)).containsExactly("2");
    }
}
