package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.Lockgate;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The gate opens for the tenants that are ready, while the others are being migrated. */
class ReadyWhenSharedIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int NOT_FOUND = 404;

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String SHARED = "lockgate.tenants.ready-when=shared";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aReleaseBefore() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(10).startAndStop();
        service.listening().with(Measured.class);
    }

    @Test
    void aTenantIsReadyOnceItIsMigrated() {
        service.tenants(FIRST + "--changeset ana:2\n" + HeldChangeset.WAITS);
        Lockgate lockgate;
        try (var held = service.holdChangeset()) {
            var start = service.start(SHARED);
            held.awaitWaiting();
            lockgate = start.bean(Lockgate.class);

            assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
            assertThat(start.http().status("/actuator/health/readiness")).isEqualTo(200);
            assertThat(lockgate.isReady("t001")).isFalse();
            assertThat(lockgate.isReady("t002")).isFalse();
            assertThat(lockgate.isReady("public")).isTrue();
            assertThat(lockgate.isReady("nobody")).isFalse();

            var schema = start.http().json("/actuator/schema");
            assertThat(schema)
                    .extractingPath("$.tenants")
                    .asMap()
                    .containsEntry("total", 10)
                    .containsEntry("current", 0)
                    .containsEntry("behind", 10)
                    .containsEntry("running", 1)
                    .containsEntry("failed", 0);
            var tenant = start.http().json("/actuator/schema/t001");
            assertThat(tenant).extractingPath("$.state").isEqualTo("RUNNING");
            assertThat(tenant).extractingPath("$.version.id").isEqualTo("1");
            assertThat(tenant).extractingPath("$.pending[*].id").asArray().containsExactly("2");
            assertThat(tenant)
                    .extractingPath("$.history[*].changeSet.id")
                    .asArray()
                    .containsExactly("1");
            assertThat(start.http().status("/actuator/schema/nobody")).isEqualTo(NOT_FOUND);
            assertThat(gauge(start.bean(MeterRegistry.class), TenantState.BEHIND))
                    .isEqualTo(9);
            assertThat(gauge(start.bean(MeterRegistry.class), TenantState.RUNNING))
                    .isEqualTo(1);

            held.letGo();
            await().atMost(PATIENCE).until(() -> lockgate.isReady("t010") && lockgate.isReady("t001"));
            await().atMost(PATIENCE).until(() -> gauge(start.bean(MeterRegistry.class), TenantState.CURRENT) == 10);
            assertThat(start.http().json("/actuator/schema/t010"))
                    .extractingPath("$.state")
                    .isEqualTo("CURRENT");
        }
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(10, "1,2"));
    }

    @Test
    void aTenantThatFailsLeavesTheServiceReadyForTheOthers() {
        service.database().execute("create table t005.invoices (id int)");
        service.tenants(FIRST + "--changeset ana:2\ncreate table invoices (id int);\n");

        var start = service.start(SHARED, "lockgate.tenants.on-error=continue");
        var lockgate = start.bean(Lockgate.class);
        await().atMost(PATIENCE)
                .until(() -> service.output().toString().contains("Tenants are not ready: 1 of 10 tenants"));

        assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
        assertThat(start.http().status("/actuator/health/readiness")).isEqualTo(200);
        assertThat(lockgate.isReady("t005")).isFalse();
        assertThat(lockgate.isReady("t004")).isTrue();
        assertThat(lockgate.isReady("t006")).isTrue();
        var tenant = start.http().json("/actuator/schema/t005");
        assertThat(tenant).extractingPath("$.state").isEqualTo("FAILED");
        assertThat(tenant)
                .extractingPath("$.failure.message")
                .asString()
                .startsWith(
                        "Changeset db/changelog/tenants.sql::2::ana failed: ERROR: relation \"invoices\" already exists");
        assertThat(tenant).extractingPath("$.pending[*].id").asArray().containsExactly("2");
        assertThat(start.http().json("/actuator/schema"))
                .extractingPath("$.tenants")
                .asMap()
                .containsEntry("current", 9)
                .containsEntry("failed", 1);
        assertThat(gauge(start.bean(MeterRegistry.class), TenantState.FAILED)).isEqualTo(1);
    }

    @Test
    void whatAnotherPodHasMigratedMeanwhileIsReady() {
        service.tenants(FIRST + "--changeset ana:2\n" + HeldChangeset.WAITS);
        try (var held = service.holdChangeset()) {
            var here = service.start(SHARED);
            held.awaitWaiting();
            var there = service.start(SHARED);
            assertThat(there.bean(Lockgate.class).isReady("t007")).isFalse();
            held.letGo();

            await().atMost(PATIENCE).until(() -> there.bean(Lockgate.class).isReady("t007"));
            await().atMost(PATIENCE).until(() -> here.bean(Lockgate.class).isReady("t007"));
        }
    }

    private static double gauge(MeterRegistry meters, TenantState state) {
        return meters.get("lockgate.tenants").tag("state", state.name()).gauge().value();
    }

    @Configuration(proxyBeanMethods = false)
    static class Measured {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
