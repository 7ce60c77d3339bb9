package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The connections that a rollout works on. */
class WorkersIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String FIRST = "--changeset ana:1\ncreate table effects (changeset int);\n";

    private static final String RELEASE = FIRST + "--changeset ana:2\ninsert into effects values (2);\n";

    private static final String PARALLEL = "lockgate.tenants.executor=parallel";

    private final Set<String> sessions = ConcurrentHashMap.newKeySet();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        if (sql.contains("insert into effects")) {
            sessions.add(connection.unwrap(org.postgresql.PGConnection.class).getBackendPID() + "");
        }
        return statement.call();
    });

    @BeforeEach
    void aReleaseBefore() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(30).startAndStop();
        service.tenants(RELEASE);
        sessions.clear();
    }

    @Test
    void oneConnectionIsEnough() {
        service.startAndStop(PARALLEL, "spring.datasource.hikari.maximum-pool-size=1");

        assertThat(service.output())
                .contains("29 tenants are migrated on 1 connections (parallelism 4; the pool has 0 more, the server");
        assertIsDone();
        assertThat(sessions).hasSize(1);
    }

    @Test
    void thereAreNoMoreThanThePoolHas() {
        service.startAndStop(
                PARALLEL, "lockgate.tenants.parallelism=8", "spring.datasource.hikari.maximum-pool-size=3");

        assertThat(service.output())
                .contains("29 tenants are migrated on 3 connections (parallelism 8; the pool has 2 more, the server");
        assertIsDone();
        assertThat(sessions).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void thereAreNoMoreThanParallelismSays() {
        service.startAndStop(PARALLEL, "lockgate.tenants.parallelism=2");

        assertThat(service.output()).contains("29 tenants are migrated on 2 connections (parallelism 2;");
        assertIsDone();
    }

    @Test
    void serialIsOneByOne() {
        service.startAndStop();

        assertThat(service.output()).contains("29 tenants are migrated one by one");
        assertIsDone();
        assertThat(sessions).hasSize(1);
    }

    @Test
    void oneThatIsLostIsReplaced() {
        service.tenants(RELEASE + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var start = service.begin(PARALLEL, "lockgate.tenants.canary=0", "lockgate.tenants.replay=off");
            for (int i = 0; i < 3; i++) {
                held.awaitWaiting();
                terminateWaiting();
            }
            held.letGo();
            start.awaitReady();
        }
        assertIsDone();
    }

    @Test
    void thatOfTheCanaryToo() {
        service.tenants(RELEASE + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var start = service.begin();
            held.awaitWaiting();
            terminateWaiting();
            await().atMost(PATIENCE)
                    .until(() -> service.database().query(WAITING).size() == 1);
            held.letGo();
            start.awaitReady();
        }
        assertIsDone();
    }

    private static final String WAITING = """
            select pid from pg_locks
             where locktype = 'advisory' and classid = 0 and objid = 1 and not granted
               and database = (select oid from pg_database where datname = current_database())
            """;

    private void terminateWaiting() {
        service.database().query("select pg_terminate_backend(pid, 10000) from (%s limit 1) w".formatted(WAITING));
    }

    private void assertIsDone() {
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(30, "1,2"));
        for (int i = 1; i <= 30; i++) {
            assertThat(service.database().query("select changeset from t%03d.effects".formatted(i)))
                    .containsExactly("2");
        }
        assertThat(service.database().lockHolders()).isEmpty();
    }
}
