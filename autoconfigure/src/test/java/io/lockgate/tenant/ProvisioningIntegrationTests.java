package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockgate.LockgateException;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant comes while the service is running. */
@Tag("liquibase")
class ProvisioningIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CHANGELOG = """
            --changeset ana:1
            create table orders (id int primary key);
            --changeset ana:2
            insert into orders values (1);
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void tenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(CHANGELOG).withTenants(3);
    }

    @Test
    void itsSchemaIsCreatedAndMigratedAndSeenByOtherPods() {
        var here = service.start().bean(Lockgate.class);
        var there = service.start().bean(Lockgate.class);
        assertThat(there.isReady("acme_1")).isFalse();

        here.provisionTenant("acme_1");

        assertThat(here.isReady("acme_1")).isTrue();
        await().atMost(PATIENCE).until(() -> there.isReady("acme_1"));
        assertThat(service.database().query("select id from acme_1.databasechangelog order by orderexecuted"))
                .containsExactly("1", "2");
        there.provisionTenant("acme_1");
        assertThat(service.database().query("select id from acme_1.orders")).containsExactly("1");
        assertThat(service.output()).contains("tenants 3/3").doesNotContain("tenants 4/3", "tenants 1/0");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void itComesBesideARollout() {
        service.tenants(CHANGELOG + "--changeset ana:3\n" + HeldChangeset.WAITS);
        service.startAndStop();
        service.tenants(
                CHANGELOG + "--changeset ana:3\n" + HeldChangeset.WAITS
                        + "--changeset ana:4\nselect pg_advisory_xact_lock(1) from (select current_schema() s) c where s like 't%';\n");
        try (var held = service.holdChangeset()) {
            var start = service.start("lockgate.tenants.ready-when=shared", "lockgate.ddl.lock-timeout=60s");
            held.awaitWaiting();
            var provisioned =
                    CompletableFuture.runAsync(() -> start.bean(Lockgate.class).provisionTenant("acme"));
            await().atMost(PATIENCE)
                    .until(() -> "1,2".equals(Histories.of(service.database()).get("acme")));
            held.letGo();
            provisioned.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            await().atMost(PATIENCE)
                    .until(() -> Stream.of("t001", "t002", "t003").allMatch(start.bean(Lockgate.class)::isReady));
        }

        var histories = Histories.of(service.database());
        assertThat(histories.remove("acme")).isEqualTo("1,2,3,4");
        assertThat(histories).isEqualTo(Histories.all(3, "1,2,3,4"));
    }

    @Test
    void severalAtOnceCreateItOnce() {
        var lockgates = IntStream.range(0, 2)
                .mapToObj(i -> service.start().bean(Lockgate.class))
                .toList();

        IntStream.range(0, 4)
                .mapToObj(i ->
                        CompletableFuture.runAsync(() -> lockgates.get(i % 2).provisionTenant("acme")))
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(Histories.of(service.database())).containsEntry("acme", "1,2");
        assertThat(service.database().query("select count(*) from acme.orders")).containsExactly("1");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void aSchemaThatExistsIsBroughtUpToDate() {
        var lockgate = service.start().bean(Lockgate.class);
        service.database().execute("create schema acme");

        lockgate.provisionTenant("acme");

        assertThat(Histories.of(service.database())).containsEntry("acme", "1,2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "pg_acme", "Acme", "a\"b"})
    void aNameThatCannotBeOneIsRefused(String name) {
        var lockgate = service.start().bean(Lockgate.class);
        var before = service.database().contents();

        assertThatThrownBy(() -> lockgate.provisionTenant(name))
                .isInstanceOf(LockgateException.class)
                .hasMessageContaining("'%s'".formatted(name));

        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Test
    void oneThatFailsIsSaidAndCanBeRepeated() {
        var lockgate = service.start("lockgate.tenants.adopt-schemas=true").bean(Lockgate.class);
        service.database().execute("create schema acme", "create table acme.orders (id int)");

        assertThatThrownBy(() -> lockgate.provisionTenant("acme"))
                .isInstanceOf(LockgateException.class)
                .hasMessageStartingWith(
                        "Changeset db/changelog/tenants.sql::1::ana failed: ERROR: relation \"orders\" already exists");
        assertThat(lockgate.isReady("acme")).isFalse();

        service.database().execute("drop table acme.orders");
        lockgate.provisionTenant("acme");
        assertThat(lockgate.isReady("acme")).isTrue();
    }
}
