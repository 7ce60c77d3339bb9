package io.lockgate.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trap in a table of Liquibase's is not worse with us than with Liquibase alone. */
@Tag("liquibase")
class PlantedLiquibaseTablesIntegrationTests {

    private static final String LOCK =
            "create table databasechangeloglock (id int primary key, locked boolean not null, lockgranted timestamp,"
                    + " lockedby varchar(255))";

    @RegisterExtension
    private final TestService service = new TestService();

    private Stranger stranger;

    @BeforeEach
    void letEverybodyCreate() {
        stranger = Stranger.in(service.database());
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void theTriggerOfAPlantedLockIsNotFired() {
        stranger.execute(LOCK, "insert into databasechangeloglock values (1, false)");
        stranger.trap("databasechangeloglock");

        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.output().getAll()).contains("public.databasechangeloglock is not touched");
    }

    @Test
    void aPlantedLockThatIsTakenHoldsNobodyUp() {
        stranger.execute(LOCK, "insert into databasechangeloglock values (1, true, now(), 'somebody')");

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1");
    }

    @Test
    void aViewInThePlaceOfTheLockIsNotRead() {
        stranger.execute(
                "create view databasechangeloglock as select 1 as id, spring('t')::boolean as locked, now()::timestamp as"
                        + " lockgranted, spring('x') as lockedby",
                "grant all on databasechangeloglock to public");

        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().history()).containsExactly("1");
    }

    /** It has a row as a killed run would have left it behind. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlantedLockIsNotFreedThoughNothingIsPending(boolean recognised) {
        service.startUntilRecognised();
        stranger.execute(LOCK, "insert into databasechangeloglock values (1, true, now(), 'lockgate:dead')");
        stranger.trap("databasechangeloglock");
        if (!recognised) {
            service.database().execute("drop table lockgate_schema");
        }

        assertThat(service.startIsRecognised()).isEqualTo(recognised);

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().query("select lockedby from databasechangeloglock"))
                .containsExactly("lockgate:dead");
        assertThat(service.output().getAll()).doesNotContain("Freed", "Could not free");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aViewInThePlaceOfTheLockIsNotReadThoughNothingIsPending(boolean recognised) {
        service.startUntilRecognised();
        stranger.execute(
                "create view databasechangeloglock as select 1 as id, spring('t')::boolean as locked, now()::timestamp as"
                        + " lockgranted, spring('lockgate:dead') as lockedby",
                "grant all on databasechangeloglock to public");
        if (!recognised) {
            service.database().execute("drop table lockgate_schema");
        }
        List<String> statements = new CopyOnWriteArrayList<>();
        service.intercept((sql, connection, statement) -> {
            statements.add(sql);
            return statement.call();
        });

        assertThat(service.startIsRecognised()).isEqualTo(recognised);

        assertThat(stranger.sprung()).isEmpty();
        assertThat(statements).isNotEmpty().noneMatch(sql -> sql.contains("databasechangeloglock"));
    }

    @Test
    void aPlantedLockOfATenantIsNeitherReadNorFreed() {
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n")
                .withTenants(2)
                .startAndStop();
        service.database().execute("grant usage, create on schema t001, t002 to public");
        stranger.execute(
                LOCK.replace("table ", "table t001."),
                "insert into t001.databasechangeloglock values (1, true, now(), 'lockgate:dead')",
                "create view t002.databasechangeloglock as select 1 as id, spring('t')::boolean as locked,"
                        + " now()::timestamp as lockgranted, spring('lockgate:dead') as lockedby",
                "grant all on t002.databasechangeloglock to public");
        stranger.trap("t001.databasechangeloglock");

        service.startAndStop();

        assertThat(stranger.sprung()).isEmpty();
        assertThat(service.database().query("select lockedby from t001.databasechangeloglock"))
                .containsExactly("lockgate:dead");
    }

    @Test
    void theLockOfASuperuserCountsForAMigratorThatIsNone() {
        String migrator = "migrator_" + service.database().name();
        service.database()
                .execute(
                        "create role %s login".formatted(migrator),
                        "grant create on schema public to " + migrator,
                        LOCK,
                        "insert into databasechangeloglock values (1, true, now(), 'an older pod')",
                        "grant select, insert, update on databasechangeloglock to " + migrator);

        assertThat(service.failToStart("spring.datasource.username=" + migrator, "lockgate.lock.wait-timeout=1s")
                        .description())
                .contains("an older pod");
        assertThat(service.output().getAll()).doesNotContain("is not touched");
    }

    @Test
    void whoHoldsTheLockIsNamedInOneLine() {
        service.database().createLiquibasesLock("true, now(), e'somebody\\n2026-01-01 ERROR forged \\u001b[31m line'");

        assertThat(service.failToStart("lockgate.lock.wait-timeout=1s").description())
                .contains("somebody?2026-01-01 ERROR forged ?[31m line");
        assertThat(service.output().getAll().lines()).noneMatch(line -> line.startsWith("2026-01-01 ERROR forged"));
    }

    /** Liquibase takes a view for no history, and fails as it cannot create its own. */
    @Test
    void aViewInThePlaceOfTheHistoryIsNotRead() {
        service.startUntilRecognised();
        service.database().execute("drop table databasechangelog");
        stranger.execute(
                "create view databasechangelog as select spring('x') as id, spring('x') as author, spring('x') as filename,"
                        + " now()::timestamp as dateexecuted, 1 as orderexecuted, 'EXECUTED'::varchar as exectype,"
                        + " spring('x') as md5sum, spring('x') as tag",
                "grant all on databasechangelog to public");

        service.failToStart();

        assertThat(stranger.sprung()).isEmpty();
    }
}
