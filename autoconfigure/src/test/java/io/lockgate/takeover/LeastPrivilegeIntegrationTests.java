package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The roles of docs/security.md, made by the statements of that document, may do what it says, and no more. */
@Tag("liquibase")
@ExtendWith(OutputCaptureExtension.class)
class LeastPrivilegeIntegrationTests {

    private static final Path DOCUMENT = Path.of("..", "docs", "security.md");

    private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    /** Name that the document gives to all things of a service, but not to the column of a table. */
    private static final Pattern SERVICE = Pattern.compile("\\borders(?=\\b|_)");

    static Stream<Postgres> majors() {
        return Stream.of(Postgres.OLDEST, Postgres.NEWEST);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aStartMigratesAsTheMigratorAndTheOwnerOwnsEverything(Postgres postgres, CapturedOutput output) {
        Service service = Service.create(postgres);

        service.start("migrator");

        assertThat(service.owners()).containsOnly(service.role("owner"));
        assertThat(service.tables())
                .containsExactlyInAnyOrder(
                        service.schema() + ".account",
                        service.changes() + ".databasechangelog",
                        service.changes() + ".lockgate_run",
                        service.changes() + ".lockgate_schema");
        assertThat(service.texts("select database_role from %s.lockgate_run".formatted(service.changes())))
                .containsOnly(service.role("owner"));
        assertThat(warnings(output)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aStartThatHasNothingToMigrateNeedsNoMoreThanToRead(Postgres postgres, CapturedOutput output) {
        Service service = Service.create(postgres);
        service.start("migrator");
        service.start("migrator");
        List<String> before = service.audit();

        service.start("verifier");

        assertThat(output.getAll()).contains("nothing has changed since the last run");
        assertThat(warnings(output)).isEmpty();
        assertThat(service.audit()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theVerifierChangesNothingWhateverItsChangelogsSay(Postgres postgres) {
        Service service = Service.create(postgres);
        service.start("migrator");
        String verifier = service.role("verifier");

        assertThatThrownBy(() -> service.start("verifier", "spring.liquibase.change-log=classpath:takeover/parcel.sql"))
                .isInstanceOf(Exception.class);

        assertThat(service.tables()).hasSize(4);
        service.mayNot(
                verifier,
                "set transaction read write; insert into {changes}.lockgate_run select * from {changes}.lockgate_run",
                "set transaction read write; update {changes}.databasechangelog set md5sum = null",
                "set transaction read write; delete from {changes}.lockgate_schema",
                "set transaction read write; create table {changes}.trap (id int)",
                "set transaction read write; create table public.trap (id int)",
                "set transaction read write; create temporary table lockgate_run (id int)",
                "select * from {schema}.account",
                "set role {owner}",
                "set role {migrator}");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theApplicationReadsAndWritesItsTablesAndCannotTouchTheHistory(Postgres postgres) {
        Service service = Service.create(postgres);
        service.start("migrator");
        String app = service.role("app");

        service.as(app, "insert into account values (1)");
        service.as(app, "update account set id = 2");
        service.as(app, "delete from account");
        service.mayNot(
                app,
                "select * from {changes}.databasechangelog",
                "insert into {changes}.lockgate_run (run_id) values ('x')",
                "update {changes}.lockgate_schema set inputs = 'location file:/dev/zero'",
                "create trigger trap before insert on {changes}.lockgate_run"
                        + " execute function suppress_redundant_updates_trigger()",
                "create trigger trap before insert on account execute function suppress_redundant_updates_trigger()",
                "create rule trap as on insert to account do also select 1",
                "alter table account add column trap int",
                "drop table account",
                "create function {schema}.to_regclass(varchar) returns regclass return null",
                "create function public.trap() returns int language sql as 'select 1'",
                "create view public.lockgate_schema as select 1",
                "create table {changes}.databasechangeloglock (id int)",
                "create temporary table account (id int)",
                "create schema trap",
                "set role {owner}",
                "set role {migrator}",
                "set session authorization {migrator}");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aTenantCannotActAsTheMigrator(Postgres postgres, CapturedOutput output) {
        Service service = Service.create(postgres);
        service.executeBlock(2);
        service.start(
                "migrator",
                "lockgate.tenants.change-log=classpath:takeover/account.sql",
                "lockgate.tenants.schemas=" + service.name + "_tenant_1");
        service.executeBlock(3);
        String tenant = service.role("t1");

        service.as(tenant, "insert into {schema}_tenant_1.account values (1)");
        service.mayNot(
                tenant,
                "select * from {schema}_tenant_1.databasechangelog",
                "update {schema}_tenant_1.databasechangelog set md5sum = null",
                "create trigger trap before insert on {schema}_tenant_1.account"
                        + " execute function suppress_redundant_updates_trigger()",
                "create trigger trap before insert on {schema}_tenant_1.databasechangelog"
                        + " execute function suppress_redundant_updates_trigger()",
                "create function {schema}_tenant_1.set_config(text, varchar, boolean) returns text"
                        + " language sql as 'select null'",
                "create operator {schema}_tenant_1.= (function = texteq, leftarg = varchar, rightarg = varchar)",
                "create view {schema}_tenant_1.databasechangeloglock as select 1",
                "create table public.lockgate_run (id int)",
                "select * from {changes}.lockgate_schema",
                "select * from {schema}.account",
                "set role {owner}",
                "set role {migrator}");
        assertThat(warnings(output)).isEmpty();
    }

    /** The warnings and errors of this library: pools that other tests have left may still look for their databases. */
    private static List<String> warnings(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line -> line.contains("lockgate"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatIsInPublicAlreadyCanBeSeen(Postgres postgres) {
        Service service = Service.create(postgres);
        service.database.execute("create function public.planted() returns int language sql as 'select 1'");

        assertThat(service.texts("select object from (%s) objects"
                        .formatted(service.block(1).replace(";", ""))))
                .containsExactly("function planted()");
    }

    /** A database with the roles of the document, which are called as it is, since roles are those of a whole server. */
    private record Service(Database database, String name) {

        static Service create(Postgres postgres) {
            Database database = postgres.createDatabase();
            Service service = new Service(database, database.name());
            service.executeBlock(0);
            return service;
        }

        String schema() {
            return name;
        }

        String changes() {
            return name + "_changes";
        }

        String role(String suffix) {
            return name + "_" + suffix;
        }

        String block(int number) {
            try {
                String document = Files.readString(DOCUMENT);
                return SERVICE.matcher(BLOCK.matcher(document)
                                .results()
                                .map((MatchResult block) -> block.group(1))
                                .toList()
                                .get(number))
                        .replaceAll(name);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        void executeBlock(int number) {
            Arrays.stream(block(number).replaceAll("(?m)^--.*$", "").split(";"))
                    .filter(statement -> !statement.isBlank())
                    .forEach(database::execute);
        }

        void start(String role, String... properties) {
            Application.run(
                    database,
                    Stream.concat(
                                    Stream.of(
                                            "spring.datasource.username=" + role("app"),
                                            "spring.liquibase.user=" + role(role),
                                            "spring.liquibase.default-schema=" + schema(),
                                            "spring.liquibase.liquibase-schema=" + changes()),
                                    Stream.of(properties))
                            .toArray(String[]::new));
        }

        List<String> tables() {
            return texts("select schemaname || '.' || tablename from pg_tables where schemaname like '%s%%'"
                    .formatted(name));
        }

        List<String> owners() {
            return texts("select tableowner from pg_tables where schemaname like '%s%%'".formatted(name));
        }

        List<String> audit() {
            return texts("select r::text from %s.lockgate_run r order by 1".formatted(changes()));
        }

        List<String> texts(String query) {
            return database.texts(query);
        }

        void as(String role, String sql) {
            JdbcClient.create(new DriverManagerDataSource(database.url(), role, ""))
                    .sql(sql.replace("{schema}", schema())
                            .replace("{changes}", changes())
                            .replace("{owner}", role("owner"))
                            .replace("{migrator}", role("migrator")))
                    .update();
        }

        void mayNot(String role, String... statements) {
            for (String sql : statements) {
                assertThatThrownBy(() -> as(role, sql))
                        .as(sql)
                        .rootCause()
                        .message()
                        .containsPattern("permission denied|must be owner");
            }
        }
    }
}
