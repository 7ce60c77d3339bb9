package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class LiquibaseLockTableIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private static final String ROW = "select locked || ' ' || coalesce(lockedby, '-') from databasechangeloglock";

    @Test
    void aNewDatabaseGetsNone() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.startAndStop();

        assertThat(service.database().tables())
                .containsExactly("databasechangelog", "lockgate_run", "lockgate_schema", "orders");
    }

    @Test
    void theRowIsTakenInTheNameOfTheRunAndReleased() {
        service.database().createLiquibasesLock("false, null, null");
        service.changelog("""
                --changeset ana:1
                create table seen as select locked || ' ' || lockedby as row from databasechangeloglock;
                """);

        service.startAndStop();

        assertThat(service.database().query("select row from seen"))
                .isEqualTo(service.database().query("select 'true lockgate:' || run_id from lockgate_run"));
        assertThat(service.database().query(ROW)).containsExactly("false -");
    }

    @Test
    void theRowIsReleasedWhereAChangesetFails() {
        service.database().createLiquibasesLock("false, null, null");
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        service.failToStart();

        assertThat(service.database().query(ROW)).containsExactly("false -");
    }

    @Test
    void anEmptyTableIsNoHindrance() {
        service.database().createLiquibasesLock("false, null, null");
        service.database().execute("update databasechangeloglock set id = 2");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.startAndStop();

        assertThat(service.database().query(ROW + " order by id")).containsExactly("false -", "false -");
    }

    @Test
    void aRowOfOneOfUsThatDiedIsTakenOver() {
        service.database().createLiquibasesLock("true, '2026-01-01', 'lockgate:dead'");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().query(ROW)).containsExactly("false -");
    }

    @Test
    void aRowOfSomebodyElseIsWaitedFor() {
        service.database().createLiquibasesLock("true, now(), 'pod-3 (10.0.0.3)'");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        var start = service.begin();
        await().until(() -> service.output()
                .toString()
                .contains("Waiting for Liquibase's own lock in public.databasechangeloglock, "
                        + "locked by pod-3 (10.0.0.3) since "));
        assertThat(service.database().tables()).containsExactly("databasechangeloglock");

        service.database().execute("update databasechangeloglock set locked = false, lockedby = null");
        start.awaitReady();

        assertThat(service.database().history()).containsExactly("1");
    }
}
