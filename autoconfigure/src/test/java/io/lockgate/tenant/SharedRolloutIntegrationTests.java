package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.lock.LockKey;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several pods migrate the same tenants. */
@Tag("liquibase")
class SharedRolloutIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String FIRST = "--changeset ana:1\ncreate table effects (changeset int);\n";

    private static final String RELEASE = FIRST + """
            --changeset ana:2
            insert into effects values (2);
            --changeset ana:3 failOnError:true
            insert into effects values (3);
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aSharedSchema() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
    }

    @Test
    void eachChangesetIsExecutedOncePerTenant() {
        service.tenants(RELEASE).withTenants(60);

        service.replicate(3, "lockgate.tenants.executor=parallel", "lockgate.tenants.parallelism=2")
                .awaitReady();

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(60, "1,2,3"));
        for (int i = 1; i <= 60; i++) {
            assertThat(service.database()
                            .query("select string_agg(changeset::text, ',' order by 1) from t%03d.effects"
                                    .formatted(i)))
                    .containsExactly("2,3");
        }
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void aTenantThatAnotherPodHoldsIsWaitedForWhileTheOthersGoOn() throws Exception {
        service.tenants(FIRST).withTenants(10).startAndStop();
        service.tenants(RELEASE);
        try (Connection pod = service.database().connect()) {
            pod.createStatement()
                    .execute("select pg_advisory_lock(%s)".formatted(LockKey.of("t005", "databasechangelog")));
            var start = service.begin();

            await().atMost(PATIENCE).until(() -> others("1,2,3"));
            assertThat(start.isDone()).isFalse();
            assertThat(Histories.of(service.database())).containsEntry("t005", "1");

            pod.createStatement().execute("select pg_advisory_unlock_all()");
            start.awaitReady();
        }
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(10, "1,2,3"));
    }

    @Test
    void aCanaryThatAnotherPodHoldsIsWaitedFor() throws Exception {
        service.tenants(FIRST).withTenants(3);
        try (Connection pod = service.database().connect()) {
            pod.createStatement()
                    .execute("select pg_advisory_lock(%s)".formatted(LockKey.of("t001", "databasechangelog")));
            var start = service.begin("logging.level.io.lockgate=debug");
            await().atMost(PATIENCE).until(() -> service.output().toString().contains("3 tenants, 3 of them behind"));
            assertThat(Histories.of(service.database())).isEmpty();

            pod.createStatement().execute("select pg_advisory_unlock_all()");
            start.awaitReady();
        }
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(3, "1"));
    }

    @Test
    void whoHoldsATenantForTooLongIsNamed() throws Exception {
        service.tenants(FIRST).withTenants(10).startAndStop();
        service.tenants(RELEASE);
        try (Connection pod = service.database().connect()) {
            pod.createStatement()
                    .execute("select set_config('application_name', 'pod-7', false), pg_advisory_lock(%s)"
                            .formatted(LockKey.of("t005", "databasechangelog")));

            var failure = service.failToStart("lockgate.lock.wait-timeout=1s");

            assertThat(failure.description()).contains("1 of 10 tenants failed", "t005: ", "pod-7");
            assertThat(others("1,2,3")).isTrue();
        }
    }

    @Test
    void liquibasesOwnLockOfATenantIsWaitedFor() {
        service.tenants(FIRST).withTenants(10).startAndStop("lockgate.tenants.replay=off");
        service.database()
                .execute(
                        """
                        create table if not exists t005.databasechangeloglock
                          (id int primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255))
                        """,
                        "insert into t005.databasechangeloglock values (1, true, now(), 'pod-3')"
                                + " on conflict (id) do update set locked = true, lockedby = 'pod-3', lockgranted = now()");
        service.tenants(RELEASE);
        var start = service.begin();

        await().atMost(PATIENCE).until(() -> others("1,2,3"));
        assertThat(start.isDone()).isFalse();
        assertThat(Histories.of(service.database())).containsEntry("t005", "1");

        service.database().execute("update t005.databasechangeloglock set locked = false, lockedby = null");
        start.awaitReady();
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(10, "1,2,3"));
        assertThat(service.database().query("select locked from t005.databasechangeloglock"))
                .containsExactly("f");
    }

    private boolean others(String ids) {
        Map<String, String> histories = Histories.of(service.database());
        histories.remove("t005");
        return histories.values().stream().allMatch(ids::equals);
    }
}
