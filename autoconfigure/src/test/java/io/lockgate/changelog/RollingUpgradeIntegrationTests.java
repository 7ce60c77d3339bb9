package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.TestService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pods of before the adoption know Liquibase's own lock alone; in a rolling upgrade they and we must not run together. */
@Tag("liquibase")
class RollingUpgradeIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(RollingUpgradeIntegrationTests.class);

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String SECOND = "--changeset ana:2\n" + HeldChangeset.WAITS;

    private static final String LOCKED = "select locked from databasechangeloglock";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void deployTheOldRelease() throws Exception {
        service.changelog(FIRST);
        service.plainLiquibase().afterPropertiesSet();
        assertThat(service.database().tables()).containsExactly("databasechangelog", "databasechangeloglock", "orders");
    }

    @Test
    void aNewPodWaitsForAnOldOneThatMigrates() throws Exception {
        service.changelog(FIRST + SECOND);
        try (var held = service.holdChangeset()) {
            var old = service.forkWithoutLockgate();
            held.awaitWaiting();
            service.changelog(FIRST + SECOND + "--changeset ana:3\ncreate table customers (id int);\n");

            var ours = service.begin();
            await().until(() -> service.output().toString().contains("Waiting for Liquibase's own lock"));

            assertThat(service.database().history()).containsExactly("1");
            var watch = Measurement.start();
            held.letGo();
            ours.awaitReady();
            log.info(
                    "measured: ready {} ms after the old pod could go on",
                    watch.elapsed().toMillis());
            end(old);
        }

        assertThat(service.database().history()).containsExactly("1", "2", "3");
        assertThat(service.database().query(LOCKED)).containsExactly("f");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void anOldPodWaitsForANewOneThatMigrates() throws Exception {
        service.changelog(FIRST + SECOND);
        Process old;
        try (var held = service.holdChangeset()) {
            var ours = service.begin();
            held.awaitWaiting();

            old = service.forkWithoutLockgate();
            await().until(() -> service.printedByProcesses().contains("Waiting for changelog lock"));

            assertThat(service.database().history()).containsExactly("1");
            assertThat(service.database().query("select lockedby from databasechangeloglock"))
                    .first()
                    .asString()
                    .startsWith("lockgate:");
            held.letGo();
            ours.awaitReady();
        }
        end(old);

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(service.database().query(LOCKED)).containsExactly("f");
    }

    private static void end(Process pod) throws InterruptedException {
        assertThat(pod.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(pod.exitValue()).isZero();
    }
}
