package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.testing.TestService;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** Others write the history, too: rollbacks, the Liquibase CLI, people. A fingerprint is worth nothing with another history. */
@Tag("liquibase")
class HistoryIntegrationTests {

    private static final ChangelogTarget TARGET =
            new ChangelogTarget("public", "databasechangelog", "databasechangeloglock", true);

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void startUntilRecognised() {
        service.database().execute("create table effects (changeset text)");
        writeChangelog();
        service.startUntilRecognised();
    }

    private void writeChangelog() {
        service.changelog("""
                --changeset ana:1
                insert into effects values ('1');
                --rollback delete from effects where changeset = '1';
                --changeset ana:2
                insert into effects values ('2');
                --rollback delete from effects where changeset = '2';
                """);
    }

    @Test
    void everyColumnOfEveryRowCounts() {
        List<String> columns = service.database().query("""
                select attname from pg_attribute
                 where attrelid = 'databasechangelog'::regclass and attnum > 0 and not attisdropped
                """);
        assertThat(columns).hasSizeGreaterThan(10);

        for (String column : columns) {
            String before = digest();
            String value = switch (column) {
                case "dateexecuted" -> "dateexecuted + interval '1 microsecond'";
                case "orderexecuted" -> "orderexecuted + 1";
                case "exectype", "deployment_id" -> "'OTHER'";
                default -> "coalesce(%s, '') || ' '".formatted(column);
            };
            service.database()
                    .execute("update databasechangelog set %s = %s where id like '2%%'".formatted(column, value));
            assertThat(digest()).as(column).isNotEqualTo(before);
        }
    }

    private String digest() {
        return ChangelogHistory.of(TARGET).digest(service.database().jdbc());
    }

    @Test
    void anEditedRowIsSeen() {
        service.database().execute("update databasechangelog set comments = 'edited' where id = '1'");

        assertThatTheChangeIsSeen("1", "2");
    }

    @Test
    void anEditedChecksumIsSeen() {
        service.database().execute("update databasechangelog set md5sum = '9:' || repeat('0', 32) where id = '1'");

        assertThat(service.failToStart().description()).contains("were edited");
    }

    @Test
    void aDeletedRowIsSeen() {
        service.database().execute("delete from databasechangelog where id = '2'");

        assertThatTheChangeIsSeen("1", "2", "2");
    }

    @Test
    void aRowOfSomebodyElseIsSeen() {
        service.database().execute("""
                insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)
                values ('3', 'ben', 'other.sql', now(), 3, 'EXECUTED')
                """);

        assertThatTheChangeIsSeen("1", "2");
    }

    @Test
    void aChangesetThatLiquibaseRolledBackIsSeen() throws Exception {
        withLiquibase(liquibase -> liquibase.rollback(1, ""));

        assertThatTheChangeIsSeen("1", "2");
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    @Test
    void aTagIsSeen() throws Exception {
        withLiquibase(liquibase -> liquibase.tag("v1"));

        assertThatTheChangeIsSeen("1", "2");
    }

    @Test
    void clearedChecksumsAreSeen() throws Exception {
        withLiquibase(Liquibase::clearCheckSums);

        assertThatTheChangeIsSeen("1", "2");
        assertThat(service.database().query("select md5sum from databasechangelog"))
                .doesNotContainNull();
    }

    /** A checksum that was cleared is not compared, so that the files it covers are not read before it is written anew. */
    @Test
    void afterChecksumsWereClearedAChangedScriptIsSeen() throws Exception {
        service.file("scripts/3.sql", "insert into effects values ('3')");
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 3, author: ana, changes: [{sqlFile: {path: scripts/3.sql}}]}
                """);
        String main = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";
        service.startUntilRecognised(main);
        withLiquibase(Liquibase::clearCheckSums);
        assertThat(service.startIsRecognised(main)).isFalse();
        service.startAndStop(main);

        service.file("scripts/3.sql", "insert into effects values ('three')");

        assertThat(service.failToStart(main).description()).contains("were edited");
    }

    @Test
    void theRequestToClearChecksumsIsSeen() {
        assertThat(service.startIsRecognised("spring.liquibase.clear-checksums=true"))
                .isFalse();
        assertThat(service.startIsRecognised("spring.liquibase.clear-checksums=true"))
                .isFalse();

        assertThatTheChangeIsSeen("1", "2");
    }

    @Test
    void aDroppedHistoryIsSeen() {
        service.database().execute("drop table databasechangelog");

        assertThatTheChangeIsSeen("1", "2", "1", "2");
    }

    @Test
    void anEmptiedHistoryIsSeen() {
        service.database().execute("truncate databasechangelog");

        assertThatTheChangeIsSeen("1", "2", "1", "2");
    }

    @Test
    void aDroppedSchemaIsSeen() {
        service.database()
                .execute("drop schema public cascade", "create schema public", "create table effects (changeset text)");

        assertThatTheChangeIsSeen("1", "2");
    }

    @Test
    void whileSomebodyHoldsTheLockNothingIsRecognised() {
        try (var pod = service.otherPod()) {
            assertThat(service.startIsRecognised()).isFalse();
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }
        assertThat(service.startIsRecognised()).isTrue();
    }

    /** The history is as it was, but who knows what the failed run did outside of its transaction. */
    @Test
    void afterARunThatFailedHalfwayNothingIsRecognised() {
        String before = digest();
        service.changelog(
                "--changeset ana:3 runInTransaction:false\ninsert into effects values ('3');\nselect 1 / 0;\n");
        service.failToStart();
        assertThat(digest()).isEqualTo(before);
        assertThat(service.database().query("select state from lockgate_schema"))
                .containsExactly("CHANGING");

        writeChangelog();
        assertThatTheChangeIsSeen("1", "2", "3");
    }

    /** A schema that was cloned with its tables has the fingerprint of another. */
    @Test
    void theFingerprintOfAnotherSchemaDoesNotCount() {
        service.database()
                .execute(
                        "create schema clone",
                        "create table clone.databasechangelog as table databasechangelog",
                        "create table clone.lockgate_schema (like lockgate_schema including all)",
                        "insert into clone.lockgate_schema table lockgate_schema");
        String clone = "spring.datasource.url=" + service.database().url() + "?currentSchema=clone,public";

        assertThat(service.startIsRecognised(clone)).isFalse();
        assertThat(service.startIsRecognised(clone)).isTrue();

        service.database().execute("alter schema clone rename to renamed");
        String renamed = "spring.datasource.url=" + service.database().url() + "?currentSchema=renamed,public";
        assertThat(service.startIsRecognised(renamed)).isFalse();
        assertThat(service.startIsRecognised(renamed)).isTrue();
        assertThat(effects()).containsExactly("1", "2");
    }

    /** What stands in a table that others may write is not to become part of a statement. */
    @Test
    void aNameThatIsNoneDoesNotCount() {
        service.database().execute("update lockgate_schema set lock_name = 'x; drop table effects'");

        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isTrue();
    }

    @Test
    void aTableOfSomebodyElseIsInNobodysWay() {
        service.database().execute("drop table lockgate_schema", "create table lockgate_schema (id int)");

        assertThat(service.startIsRecognised()).isFalse();
        service.changelog("--changeset ana:3\ninsert into effects values ('3');\n");
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly("1", "2", "3");
    }

    /** As in a failover: another server answers a moment later. */
    @Test
    void aConnectionThatIsLostMeanwhileIsReplaced() {
        AtomicBoolean lost = new AtomicBoolean();
        service.intercept((sql, connection, statement) -> {
            if (sql.contains("select fingerprint") && !lost.getAndSet(true)) {
                int pid = connection.unwrap(PGConnection.class).getBackendPID();
                service.database().query("select pg_terminate_backend(%d)::text".formatted(pid));
            }
            return statement.call();
        });

        assertThat(service.startIsRecognised()).isTrue();
        assertThat(lost).isTrue();
    }

    private void assertThatTheChangeIsSeen(String... effects) {
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly(effects);
        assertThat(service.startIsRecognised()).isTrue();
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }

    /** As somebody does who uses Liquibase without this library. */
    private void withLiquibase(LiquibaseCommand command) throws Exception {
        var files = new DirectoryResourceAccessor(service.classPath());
        try (var connection = service.database().connect();
                var liquibase = new Liquibase(TestService.CHANGELOG, files, new JdbcConnection(connection))) {
            command.run(liquibase);
        }
    }

    @FunctionalInterface
    private interface LiquibaseCommand {

        void run(Liquibase liquibase) throws LiquibaseException, SQLException;
    }
}
