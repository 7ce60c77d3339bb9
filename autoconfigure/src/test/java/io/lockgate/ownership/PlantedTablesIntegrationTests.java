package io.lockgate.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.testing.TestService;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.StringUtils;

/** An object that somebody else has put in the place of one of our tables is not touched, and the service goes on. */
@Tag("liquibase")
class PlantedTablesIntegrationTests {

    private static final String RUN = "run_id text, history_table text, trigger text, outcome text, application text,"
            + " build_version text, host text, database_role text, started_at timestamptz, finished_at timestamptz,"
            + " duration_ms bigint, changesets integer, executed text, warnings text, failure text,"
            + " primary key (run_id, history_table)";

    private static final String SCHEMA =
            "history_table text, changelog text, state text, since timestamptz, version text,"
                    + " fingerprint text, inputs text, history text, schema_name text, history_name text, lock_name text,"
                    + " primary key (history_table, changelog)";

    @RegisterExtension
    private final TestService service = new TestService();

    private Stranger stranger;

    @BeforeEach
    void letEverybodyCreate() {
        stranger = Stranger.in(service.database());
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void theTriggerOfAPlantedAuditIsNotFired() {
        stranger.execute(
                "create table lockgate_run (%s)".formatted(RUN),
                "insert into lockgate_run values ('x', 'databasechangelog', 'x', 'RUNNING', 'x')",
                "grant all on lockgate_run to public");
        stranger.trap("lockgate_run");

        service.startAndStop();
        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().query("select outcome from lockgate_run")).containsExactly("RUNNING");
        assertThat(service.database().history()).containsExactly("1");
        assertThatOneWarningNames("public.lockgate_run", "a table of the role guest");
    }

    @Test
    void aPlantedStoreIsNeitherReadNorWritten() {
        stranger.execute(
                "create table lockgate_schema (%s)".formatted(SCHEMA), "grant all on lockgate_schema to public");
        stranger.trap("lockgate_schema");

        service.startAndStop();
        assertThat(service.startIsRecognised()).isFalse();
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\nselect 1;\n");
        assertThat(service.startIsRecognised()).isFalse();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().query("select changelog from lockgate_schema"))
                .isEmpty();
        assertThatOneWarningNames("public.lockgate_schema", "a table of the role guest");
    }

    @Test
    void theFunctionsOfAViewInThePlaceOfTheStoreAreNotCalled() {
        service.startUntilRecognised();
        service.database().execute("drop table lockgate_schema");
        stranger.execute("""
                create view lockgate_schema as
                select spring('databasechangelog') as history_table, spring('liquibase') as changelog,
                       spring('CURRENT') as state, spring('x') as history, spring('x') as fingerprint,
                       spring('x') as inputs, spring('x') as schema_name, spring('x') as history_name, spring('x') as lock_name
                """, "grant all on lockgate_schema to public");

        assertThatTheServiceGoesOn();

        assertThatOneWarningNames("public.lockgate_schema", "a view of the role guest");
    }

    @Test
    void theTriggersOfAViewInThePlaceOfTheAuditAreNotFired() {
        service.startUntilRecognised();
        service.database().execute("drop table lockgate_run");
        stranger.execute(
                "create view lockgate_run as select 'x' as run_id, 'databasechangelog' as history_table, 'RUNNING' as outcome",
                "create trigger trap instead of insert or update on lockgate_run for each row execute function spring()",
                "grant all on lockgate_run to public");

        assertThatTheServiceGoesOn();

        assertThatOneWarningNames("public.lockgate_run", "a view of the role guest");
    }

    private void assertThatTheServiceGoesOn() {
        service.startAndStop();
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\nselect 1;\n");
        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    /** As it comes about where somebody grants all on all tables. */
    @Test
    void aTriggerThatAStrangerHasPutOnOurOwnTableIsNotFired() {
        service.startUntilRecognised();
        service.database().execute("grant all on all tables in schema public to guest");
        stranger.trap("lockgate_run");
        stranger.trap("lockgate_schema");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\nselect 1;\n");

        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().history()).containsExactly("1", "2");
        assertThatOneWarningNames("public.lockgate_run", "a table of the role postgres");
    }

    /** Its function is harmless, and ours; the condition is executed as well. */
    @Test
    void theConditionOfAStrangersTriggerIsNotEvaluated() {
        service.startUntilRecognised();
        service.database()
                .execute(
                        """
                        create function touch() returns trigger language plpgsql as $$ begin return new; end $$
                        """,
                        "grant execute on function touch() to public",
                        "grant all on all tables in schema public to guest");
        for (String table : List.of("lockgate_run", "lockgate_schema")) {
            stranger.execute("""
                    create trigger trap before insert or update on %s for each row
                      when (spring('x') is not null) execute function touch()
                    """.formatted(table));
        }
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\nselect 1;\n");

        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().history()).containsExactly("1", "2");
        assertThatOneWarningNames("public.lockgate_run", "a table of the role postgres");
    }

    /** Liquibase takes nothing else for its history, and fails when it creates that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create view databasechangelog as select 1 as id",
                "create sequence databasechangelog",
                "create type databasechangelog as (id int)"
            })
    void whoeverOwnsWhatIsNoHistoryOwnsNoTableOfOurs(String planted) {
        stranger.execute(
                planted,
                "create table lockgate_run (%s)".formatted(RUN),
                "create table lockgate_schema (%s)".formatted(SCHEMA),
                "create table databasechangeloglock (id int, locked boolean, lockgranted timestamp, lockedby varchar(255))",
                "grant all on all tables in schema public to public");
        for (String table : List.of("lockgate_run", "lockgate_schema", "databasechangeloglock")) {
            stranger.execute(
                    "create trigger trap before insert or update on %s for each statement execute function spring()"
                            .formatted(table));
        }

        assertThatThrownBy(service::startAndStop).isInstanceOf(AssertionError.class);

        assertThat(stranger.sprung()).isEmpty();
        assertThatOneWarningNames("public.lockgate_run", "a table of the role guest");
    }

    @Test
    void aTriggerOfTheOwnerIsTheOwnersMatter() {
        service.startUntilRecognised();
        service.database()
                .execute("""
                create function note() returns trigger language plpgsql as $$
                begin insert into public.sprung values ('noted'); return new; end $$
                """, "create trigger note before insert on lockgate_run for each row execute function note()");

        assertThat(service.startIsRecognised()).isTrue();

        assertThat(stranger.sprung()).containsExactly("noted");
        assertThat(service.output().getAll()).doesNotContain("is not touched");
    }

    @Test
    void aPartitionedTableIsNoneOfOursWhoeverOwnsIt() {
        service.database()
                .execute(
                        "create table lockgate_run (%s) partition by list (run_id)".formatted(RUN),
                        "create table rest partition of lockgate_run default");

        service.startAndStop();

        assertThat(service.database().query("select run_id from lockgate_run")).isEmpty();
        assertThatOneWarningNames("public.lockgate_run", "a partitioned table of the role postgres");
    }

    /** A service migrates as a role that is a member of its tenants' roles. */
    @Test
    void toBeAMemberOfTheOwnerIsNoReasonToTrustATable() {
        String migrator = "migrator_" + service.database().name();
        service.database()
                .execute(
                        "create role %s login in role guest".formatted(migrator),
                        "grant create on schema public to " + migrator);
        stranger.execute("create table lockgate_run (%s)".formatted(RUN));
        stranger.trap("lockgate_run");

        service.startAndStop("spring.datasource.username=" + migrator);

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().history()).containsExactly("1");
        assertThatOneWarningNames("public.lockgate_run", "a table of the role guest");
    }

    @Test
    void theTableOfTheOwnerOfTheHistoryIsTrusted() {
        service.startUntilRecognised();
        String migrator = "migrator_" + service.database().name();
        service.database()
                .execute(
                        "create role %s login".formatted(migrator),
                        "grant select, insert, update, delete on all tables in schema public to " + migrator,
                        "grant create on schema public to " + migrator);
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\nselect 1;\n");

        service.startAndStop("spring.datasource.username=" + migrator);

        assertThat(service.database().query("select database_role from lockgate_run where outcome = 'MIGRATED'"))
                .containsExactly("postgres", migrator);
        assertThat(service.output().getAll()).doesNotContain("is not touched");
    }

    @Test
    void whatLiesBesideDropFirstIsNotTouchedEither() {
        stranger.execute("create table lockgate_run (%s)".formatted(RUN));
        stranger.trap("lockgate_run");

        service.startAndStop("spring.liquibase.drop-first=true");

        assertThat(service.database().query("select database_role from lockgate_run where outcome = 'MIGRATED'"))
                .as("dropped, and created again by us")
                .containsExactly("postgres");
        assertThat(service.database().query("select tableowner from pg_tables where tablename = 'lockgate_run'"))
                .containsExactly("postgres");
    }

    private void assertThatOneWarningNames(String table, String what) {
        String warning = table + " is not touched";
        assertThat(StringUtils.countOccurrencesOf(service.output().getAll(), warning))
                .isEqualTo(1);
        assertThat(service.output().getAll().lines().filter(line -> line.contains(warning)))
                .singleElement()
                .asString()
                .contains("WARN", what);
    }
}
