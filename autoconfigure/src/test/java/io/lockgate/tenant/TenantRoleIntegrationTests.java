package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.LockgateException;
import io.lockgate.schema.TenantSchemas;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.FailedStart;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The changesets of each tenant run under a role of its own: {@code role of t001} for the schema {@code t001}. */
@Tag("liquibase")
class TenantRoleIntegrationTests {

    private static final String CONTINUE = "lockgate.tenants.on-error=continue";

    private static final String CHANGELOG = """
            --changeset ana:1
            create table orders (id serial primary key, made_by text default current_user);
            --changeset ana:2
            --preconditions onFail:MARK_RAN
            --precondition-sql-check expectedResult:1 select count(*) from pg_class where relname = 'there_is_none'
            drop table orders;
            --changeset ana:3
            --preconditions onFail:HALT
            --precondition-sql-check expectedResult:t select current_user like 'role of %'
            insert into orders default values;
            --changeset ana:4 runInTransaction:false
            create index concurrently orders_by_maker on orders (made_by);
            --changeset ana:5
            create view made as select * from orders;
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void tenantsWithRoles() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.with(Roles.class).tenants(CHANGELOG).withTenants(4);
        List.of("t001", "t002", "t003", "t004", "acme").forEach(this::createRole);
        List.of("t001", "t002", "t003", "t004").forEach(this::grant);
    }

    @AfterEach
    void dropRoles() {
        for (String role :
                service.database().query("select rolname from pg_roles where rolname ~ '^(role of|migrator)'")) {
            service.database()
                    .execute("drop owned by \"%s\" cascade".formatted(role), "drop role \"%s\"".formatted(role));
        }
    }

    @ParameterizedTest
    @CsvSource({"serial, auto", "parallel, auto", "parallel, off"})
    void theyOwnWhatIsCreatedAndTheHistoryIsOurs(String executor, String replay) {
        service.startAndStop("lockgate.tenants.executor=" + executor, "lockgate.tenants.replay=" + replay);

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(4, "1,2,3,4,5"));
        assertEachOwnsItsOwn(4);
        assertThat(service.output()).doesNotContain("has changed the session", "is not like the others");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void whatIsReplayedRunsUnderThemToo() {
        service.tenants("""
                --changeset ana:1
                create table orders (id serial primary key, made_by text default current_user);
                --changeset ana:2
                insert into orders default values;
                """);

        service.startAndStop("lockgate.tenants.executor=parallel");

        assertThat(service.output())
                .contains("2 changesets are replayed for the other tenants")
                .doesNotContain("is not like the others");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(4, "1,2"));
        assertThat(service.database().query("select made_by from t004.orders")).containsExactly("role of t004");
        assertEachOwnsItsOwn(4);
    }

    /** No change, a precondition that does not hold, a change that fails and may, a tag. */
    @Test
    void changesetsThatOnlyWriteTheHistoryCanDoSo() {
        service.file("db/changelog/tenants.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, preConditions: [sqlCheck: {expectedResult: 1, sql: select 1}]}
                  - changeSet: {id: 3, author: ana, runInTransaction: false}
                  - changeSet: {id: 4, author: ana, changes: [sql: create table orders (id int), tagDatabase: {tag: v1}, sql: create table items (id int)]}
                  - changeSet: {id: 5, author: ana, preConditions: [onFail: CONTINUE, sqlCheck: {expectedResult: 2, sql: select 1}]}
                  - changeSet: {id: 6, author: ana, failOnError: false, changes: [sql: select 1/0]}
                  - changeSet: {id: 7, author: ana, changes: [tagDatabase: {tag: v2}]}
                """);

        service.startAndStop("lockgate.tenants.change-log=classpath:db/changelog/tenants.yaml");

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(4, "1,3,4,7"));
        assertThat(service.database().query("select tag from t003.databasechangelog where tag is not null order by 1"))
                .containsExactly("v1", "v2");
        assertEachOwnsItsOwn(4);
    }

    @Test
    void oneThatFailsLeavesNoRoleToTheNext() {
        service.database().execute("create table t001.made (id int)", "grant all on t001.made to public");
        service.property("lockgate.tenants.adopt-schemas=true").property("lockgate.tenants.canary=0");

        var failure = service.failToStart(CONTINUE, "lockgate.tenants.executor=serial");

        assertThat(failure.description())
                .startsWith("1 of 4 tenants failed, 0 are behind")
                .contains("t001: Changeset");
        assertThat(Histories.of(service.database()))
                .containsEntry("t001", "1,2,3,4")
                .containsEntry("t004", "1,2,3,4,5");
        service.database().execute("drop table t001.made");
        service.startAndStop();
        assertEachOwnsItsOwn(4);
    }

    /** By the changeset itself, by a trap in the schema, by a precondition, by one of several changes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "changes: [sql: reset role]",
                "changes: [sql: set role none]",
                "changes: [sql: 'set role \"role of t001\"; set session authorization guest']",
                "changes: [sql: select t002.trap()]",
                "changes: [sql: reset role, sql: select 1]",
                "preConditions: [sqlCheck: {expectedResult: 1, sql: select t002.trap()}], runInTransaction: false, changes: [sql: select 1]"
            })
    void whoeverLeavesItIsRolledBackAndNotRecorded(String changes) {
        service.database()
                .execute(
                        "create function t002.trap() returns int language sql as $$ select set_config('role', 'none', false); select 1 $$");
        service.file("db/changelog/tenants.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [sql: create table orders (id int)]}
                  - changeSet: {id: 2, author: ana, preConditions: [sqlCheck: {expectedResult: t002, sql: select current_schema()}, onFail: MARK_RAN], changes: [sql: create table secrets (id int)]}
                  - changeSet: {id: 3, author: ana, preConditions: [sqlCheck: {expectedResult: t002, sql: select current_schema()}, onFail: MARK_RAN], %s}
                """.formatted(changes)
                .replace("onFail: MARK_RAN], preConditions: [", "onFail: MARK_RAN, "));

        var failure = service.failToStart(
                CONTINUE,
                "lockgate.tenants.adopt-schemas=true",
                "lockgate.tenants.change-log=classpath:db/changelog/tenants.yaml");

        assertThat(failure.description())
                .startsWith("1 of 4 tenants failed, 0 are behind")
                .contains(
                        "t002: Changeset db/changelog/tenants.yaml::3::ana was begun under the role role of t002 and ended as"
                                + " another (user ");
        assertThat(failure.action()).startsWith("Remove from the changeset what sets who the session is: RESET ROLE");
        assertThat(Histories.of(service.database()))
                .containsEntry("t002", "1,2")
                .containsEntry("t003", "1,2,3");
        assertEachOwnsItsOwn(4);
    }

    @Test
    void aTrapInAReplayedChangesetIsFoundOut() {
        service.database()
                .execute(
                        "create function public.trap() returns trigger language plpgsql as $$ begin"
                                + " if tg_table_schema = 't003' then perform set_config('role', 'none', false); end if; return new; end $$");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();
        for (int i = 1; i <= 4; i++) {
            service.database()
                    .execute(
                            "create trigger trap before insert on t00%d.orders for each row execute function public.trap()"
                                    .formatted(i));
        }
        service.tenants(
                "--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\ninsert into orders values (1);\n");

        var failure = service.failToStart(CONTINUE);

        assertThat(failure.description())
                .contains("t003: Changeset db/changelog/tenants.sql::2::ana was begun under the role role of t003");
        assertThat(Histories.of(service.database())).containsEntry("t003", "1").containsEntry("t004", "1,2");
        assertThat(service.database().query("select count(*) from t003.orders")).containsExactly("0");
    }

    @Test
    void oneThatDoesNotExistOrMayNotBeSetOrHasNoUsageFailsItsTenant() {
        service.database()
                .execute(
                        "drop owned by \"role of t001\"",
                        "drop role \"role of t001\"",
                        "revoke all on schema t003 from \"role of t003\"",
                        "create role migrator login in role \"role of t003\", \"role of t004\"",
                        "grant create on database %s to migrator"
                                .formatted(service.database().name()),
                        "grant all on schema public, t001, t002, t003, t004 to migrator",
                        "grant select on tenants to migrator");

        FailedStart failure = service.failToStart(CONTINUE, "spring.datasource.username=migrator");

        assertThat(failure.description())
                .startsWith("3 of 4 tenants failed, 0 are behind")
                .contains(
                        "t001: The changesets of tenant t001 are to run under a role that does not exist: \"role of t001\".",
                        "t002: The changesets of tenant t002 are to run under a role that migrator may not set: \"role of t002\".",
                        "t003: The changesets of tenant t003 are to run under a role that may not use its schema: \"role of t003\".");
        assertThat(Histories.of(service.database())).isEqualTo(Map.of("t004", "1,2,3,4,5"));
        var lockgate = service.start(
                        "lockgate.tenants.ready-when=shared", CONTINUE, "spring.datasource.username=migrator")
                .bean(Lockgate.class);
        assertThatThrownBy(() -> lockgate.provisionTenant("t002"))
                .isInstanceOfSatisfying(
                        LockgateException.class,
                        e -> assertThat(e.action())
                                .startsWith("Execute as its administrator: grant \"role of t002\" to migrator"));
        assertThatThrownBy(() -> lockgate.provisionTenant("t003"))
                .isInstanceOfSatisfying(
                        LockgateException.class,
                        e -> assertThat(e.action())
                                .isEqualTo(
                                        "Execute as the owner of the schema: grant usage, create on schema t003 to \"role of t003\";"));
    }

    @Test
    void oneThatIsProvisionedGetsASchemaThatItsRoleMayUse() {
        var lockgate = service.start().bean(Lockgate.class);

        lockgate.provisionTenant("acme");

        assertThat(Histories.of(service.database())).containsEntry("acme", "1,2,3,4,5");
        assertEachOwnsItsOwn(5);
        assertThat(service.database().query("select nspowner::regrole from pg_namespace where nspname = 'acme'"))
                .containsExactly("postgres");
        assertThat(lockgate.isReady("acme")).isTrue();
    }

    private void createRole(String schema) {
        service.database().execute("create role \"role of %s\"".formatted(schema));
    }

    private void grant(String schema) {
        service.database().execute("grant usage, create on schema %1$s to \"role of %1$s\"".formatted(schema));
    }

    private void assertEachOwnsItsOwn(int tenants) {
        assertThat(service.database().query("""
                        select distinct relname || ' ' || relowner::regrole
                          from pg_class where relnamespace::regnamespace::text in ('t001', 't002', 't003', 't004', 'acme')
                           and relowner::regrole::text <> '"role of ' || relnamespace::regnamespace || '"' and relkind = 'r'
                        """)).containsExactly("databasechangelog postgres");
        assertThat(service.database().query("select count(*) from pg_tables where tablename = 'orders'"))
                .containsExactly(String.valueOf(tenants));
    }

    @Configuration(proxyBeanMethods = false)
    static class Roles {

        @Bean
        TenantSchemas tenantSchemas() {
            return new TenantSchemas() {
                @Override
                public List<String> schemas(JdbcClient jdbc) {
                    return TenantSchemas.query("select name from public.tenants order by name")
                            .schemas(jdbc);
                }

                @Override
                public Optional<String> role(String schema) {
                    return Optional.of("role of " + schema);
                }
            };
        }
    }
}
