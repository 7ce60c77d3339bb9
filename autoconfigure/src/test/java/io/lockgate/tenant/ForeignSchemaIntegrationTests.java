package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.LockgateException;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.TestService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A schema of somebody else is named as a tenant's. */
@Tag("liquibase")
class ForeignSchemaIntegrationTests {

    private static final String CHANGELOG = """
            --changeset ana:1
            create table orders (id int primary key);
            --changeset ana:2
            insert into orders values (1);
            """;

    private static final String CONTINUE = "lockgate.tenants.on-error=continue";

    private static final String ADOPT = "lockgate.tenants.adopt-schemas=true";

    /** The columns of today, so that it is an ordinary history. */
    private static final String HISTORY = """
            create table %s.databasechangelog (id varchar(255) not null, author varchar(255) not null,
              filename varchar(255) not null, dateexecuted timestamp not null, orderexecuted int not null,
              exectype varchar(10) not null, md5sum varchar(35), description varchar(255), comments varchar(255),
              tag varchar(255), liquibase varchar(20), contexts varchar(255), labels varchar(255), deployment_id varchar(10))
            """;

    private static final String STRANGER = """
            insert into %s.databasechangelog values ('1.0.0.Final', 'sthorger', 'META-INF/realms.xml', now(), 1, 'EXECUTED',
              '9:00000000000000000000000000000000', '', '', null, '4.33.0', null, null, '1')
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void twoTenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(CHANGELOG).withTenants(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial", "parallel"})
    void itFailsAndTheOthersGoOnUnderContinue(String executor) {
        keycloak();

        var failure = service.failToStart(CONTINUE, "lockgate.tenants.executor=" + executor);

        assertThat(failure.description())
                .isEqualTo(
                        "1 of 3 tenants failed, 0 are behind and were not begun: keycloak: The schema keycloak is not a tenant's:"
                                + " no changeset of the tenants was executed in it, and it holds other objects: table keycloak.realm,"
                                + " sequence keycloak.realms, view keycloak.realm_names, and 1 more. It was not changed.");
        assertThat(failure.action())
                .startsWith("Remove the schema from the list of tenants, or drop what it holds."
                        + " lockgate.tenants.adopt-schemas=true accepts such schemas");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(2, "1,2"));
        assertThat(tablesOf("keycloak")).containsExactly("realm");
        assertThat(service.output()).contains("Tenant keycloak failed: The schema keycloak is not a tenant's");
        assertThat(service.database().query("""
                        select outcome from lockgate_run where history_table = 'keycloak.databasechangelog'
                        """)).containsExactly("FAILED");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void nobodyBeginsUnderStop() {
        keycloak();

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith("1 of 3 tenants failed, 2 are behind and were not begun: keycloak: ");
        assertThat(Histories.of(service.database())).isEmpty();
    }

    @Test
    void itIsAcceptedWhereThatIsWanted() {
        keycloak();

        service.startAndStop(ADOPT);

        assertThat(Histories.of(service.database()))
                .containsEntry("keycloak", "1,2")
                .hasSize(3);
        service.startAndStop();
    }

    /** The first by name would be the canary, and fail for everybody. */
    @Test
    void objectsOfEveryKindMakeItForeign() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("table", "create table a_%s.x (id int)");
        kinds.put("partitioned", "create table a_%s.x (id int) partition by range (id)");
        kinds.put("view", "create view a_%s.x as select 1 as one");
        kinds.put("matview", "create materialized view a_%s.x as select 1 as one");
        kinds.put("sequence", "create sequence a_%s.x");
        kinds.put("foreign", "create foreign table a_%s.x (id int) server elsewhere");
        kinds.put("function", "create function a_%s.x() returns int language sql as 'select 1'");
        kinds.put("procedure", "create procedure a_%s.x() language sql as 'select 1'");
        kinds.put("aggregate", "create aggregate a_%s.x (int) (sfunc = int4pl, stype = int)");
        kinds.put("enum", "create type a_%s.x as enum ('a')");
        kinds.put("composite", "create type a_%s.x as (id int)");
        kinds.put("range", "create type a_%s.x as range (subtype = int4)");
        kinds.put("domain", "create domain a_%s.x as int");
        kinds.put("operator", "create operator a_%s.=== (leftarg = int, rightarg = int, function = int4eq)");
        kinds.put("family", "create operator family a_%s.x using btree");
        kinds.put("collation", "create collation a_%s.x (locale = 'C')");
        kinds.put("conversion", "create conversion a_%s.x for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8");
        kinds.put("dictionary", "create text search dictionary a_%s.x (template = simple)");
        kinds.put("configuration", "create text search configuration a_%s.x (copy = simple)");
        kinds.put("statistics", "create statistics a_%s.x on id, other from public.measured");
        kinds.put("extension", "alter extension plpgsql add schema a_%s");
        service.database()
                .execute(
                        "create foreign data wrapper nothing",
                        "create server elsewhere foreign data wrapper nothing",
                        "create table public.measured (id int, other int)");
        kinds.forEach((kind, sql) -> {
            service.withTenants(List.of("a_" + kind));
            service.database().execute(sql.formatted(kind));
        });

        service.failToStart(CONTINUE, "lockgate.tenants.max-failures=100");

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(2, "1,2"));
        assertThat(service.output())
                .contains(kinds.keySet().stream()
                        .map("Tenant a_%1$s failed: The schema a_%1$s is not a tenant's: no changeset"::formatted)
                        .toList());
    }

    @Test
    void whatIsOfNobodyElseIsNotCounted() {
        var database = service.database();
        service.withTenants(List.of("extended", "granted", "ours", "locked", "begun", "interrupted", "tagged"));
        database.execute(
                "create extension citext schema extended",
                "create extension pg_stat_statements schema extended",
                "grant all on schema granted to public",
                "comment on schema granted is 'of acme'",
                "alter default privileges in schema granted grant select on tables to public",
                "create table ours.lockgate_run (id serial primary key, note text)",
                "create table ours.lockgate_schema (id int generated always as identity)",
                "create table locked.databasechangeloglock (id int primary key, locked boolean not null, lockgranted timestamp, lockedby text)",
                HISTORY.formatted("begun"),
                HISTORY.formatted("interrupted"),
                "create table interrupted.left_outside_of_a_transaction (id serial primary key, at timestamptz)",
                "create index on interrupted.left_outside_of_a_transaction (at)",
                HISTORY.formatted("tagged"),
                STRANGER.formatted("tagged")
                        .replace("sthorger", "liquibase")
                        .replace("META-INF/realms.xml", "liquibase-internal"));

        service.startAndStop();

        assertThat(Histories.of(database).values().stream().filter(ids -> ids.endsWith("1,2")))
                .hasSize(9);
    }

    @Test
    void aNameThatBeginsLikeOursMakesNothingOurs() {
        service.withTenants(List.of("likeours"));
        service.database()
                .execute(
                        "create table likeours.lockgate_orders (id int)",
                        "create table likeours.lockgate_run (id int)");

        var failure = service.failToStart(CONTINUE);

        assertThat(failure.description())
                .contains("and it holds other objects: table likeours.lockgate_orders. It was");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(2, "1,2"));
    }

    /** An application that was there before a first run began in its schema. */
    @Test
    void anEmptyHistoryDoesNotMakeOlderObjectsOurs() {
        keycloak();
        service.database().execute(HISTORY.formatted("keycloak"));

        var failure = service.failToStart(CONTINUE);

        assertThat(failure.description()).contains("it holds other objects: table keycloak.realm");
        assertThat(Histories.of(service.database()))
                .containsEntry("keycloak", "")
                .containsEntry("t001", "1,2");
    }

    @Test
    void anEmptyHistoryOfSomebodyElseDoesNotMakeObjectsOurs() {
        service.withTenants(List.of("keycloak"));
        service.database()
                .execute(
                        HISTORY.formatted("keycloak"),
                        "alter table keycloak.databasechangelog owner to guest",
                        "create table keycloak.realm (id int)");

        var failure = service.failToStart(CONTINUE);

        assertThat(failure.description()).contains("it holds other objects: table keycloak.realm");
    }

    @Test
    void theHistoryOfAnotherChangelogMakesItForeign() {
        service.startAndStop();
        service.withTenants(List.of("a_keycloak", "b_keycloak"));
        service.database()
                .execute(
                        HISTORY.formatted("a_keycloak"),
                        STRANGER.formatted("a_keycloak"),
                        HISTORY.formatted("b_keycloak"),
                        STRANGER.formatted("b_keycloak"));
        service.withTenants(List.of("t003"));

        var failure = service.failToStart(CONTINUE);

        assertThat(failure.description())
                .startsWith("2 of 5 tenants failed, 0 are behind and were not begun: ")
                .contains(
                        "a_keycloak: The schema a_keycloak is not a tenant's: its table databasechangelog is the history of another"
                                + " changelog, with changesets such as META-INF/realms.xml::1.0.0.Final::sthorger.",
                        "b_keycloak: The schema b_keycloak is not a tenant's: its table databasechangelog is the history of");
        assertThat(tablesOf("a_keycloak")).containsExactly("databasechangelog");
        assertThat(Histories.of(service.database()))
                .containsEntry("t003", "1,2")
                .containsEntry("a_keycloak", "1.0.0.Final")
                .containsEntry("b_keycloak", "1.0.0.Final");

        service.startAndStop(ADOPT);
        assertThat(Histories.of(service.database())).containsEntry("a_keycloak", "1.0.0.Final,1,2");
    }

    /** Contexts leave out all that was executed. */
    @Test
    void aHistoryOfChangesetsThatAreLeftOutTodayIsOurs() {
        service.tenants("--changeset ana:1 context:early\ncreate table orders (id int);\n");
        service.startAndStop("spring.liquibase.contexts=early");
        service.tenants("""
                --changeset ana:1 context:early
                create table orders (id int);
                --changeset ana:2
                alter table orders add note text;
                """);

        service.startAndStop("spring.liquibase.contexts=late");

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(2, "1,2"));
    }

    @Test
    void itIsNotProvisioned() {
        keycloak();
        service.database().execute("delete from tenants where name = 'keycloak'");
        var lockgate = service.start().bean(Lockgate.class);

        assertThatThrownBy(() -> lockgate.provisionTenant("keycloak"))
                .isInstanceOf(LockgateException.class)
                .hasMessageStartingWith(
                        "The schema keycloak is not a tenant's: no changeset of the tenants was executed in it");

        assertThat(lockgate.isReady("keycloak")).isFalse();
        assertThat(tablesOf("keycloak")).containsExactly("realm");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void nobodyIsAskedAboutWhereNothingIsPending() {
        var asked = new AtomicInteger();
        service.intercept((sql, connection, statement) -> {
            if (sql.contains("pg_identify_object")) {
                asked.incrementAndGet();
            }
            return statement.call();
        });
        service.startAndStop();
        assertThat(asked).hasValue(1);

        service.startAndStop();

        assertThat(asked).hasValue(1);
    }

    private void keycloak() {
        service.withTenants(List.of("keycloak"));
        service.database()
                .execute(
                        "create table keycloak.realm (id int primary key)",
                        "create sequence keycloak.realms",
                        "create view keycloak.realm_names as select 'master' as name",
                        "create function keycloak.one() returns int language sql as 'select 1'");
    }

    private List<String> tablesOf(String schema) {
        return service.database()
                .query("select tablename from pg_tables where schemaname = '%s' order by 1".formatted(schema));
    }
}
