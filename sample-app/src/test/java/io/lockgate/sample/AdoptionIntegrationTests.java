package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that Liquibase alone has migrated so far is taken as it is. */
class AdoptionIntegrationTests {

    @AutoClose
    private final Deployment deployment = Deployment.of(AdoptionIntegrationTests.class);

    @BeforeEach
    void migrateByLiquibaseAlone() {
        deployment.start("--lockgate.enabled=false").awaitReady().kill();
    }

    @Test
    void nothingIsPendingAndTheHistoryStaysAsItIs() {
        List<Map<String, Object>> before = history();

        OrdersProcess service = deployment.start().awaitReady();

        assertThat(history()).isNotEmpty().isEqualTo(before);
        assertThat(service.output())
                .contains("The schema is ready: 0 changesets")
                .doesNotContain("ACQUIRE_LOCK");
    }

    @Test
    void liquibasesOwnLockIsHeldWhileAChangesetRunsAndFreeAfterwards() {
        deployment.hold();
        OrdersProcess service = deployment.startOn(Deployment.HELD);
        eventually(deployment::isHeld);

        assertThat(lock()).containsEntry("locked", true);
        assertThat(lock().get("lockedby")).asString().startsWith("lockgate:");

        deployment.letGo();
        service.awaitReady();

        assertThat(lock()).containsEntry("locked", false).containsEntry("lockedby", null);
        assertThat(deployment.recordedTwice()).isEmpty();
    }

    private List<Map<String, Object>> history() {
        return deployment
                .jdbc()
                .sql("select * from databasechangelog order by orderexecuted, id")
                .query()
                .listOfRows();
    }

    private Map<String, Object> lock() {
        return deployment
                .jdbc()
                .sql("select * from databasechangeloglock")
                .query()
                .singleRow();
    }
}
