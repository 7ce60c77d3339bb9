package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties spring.liquibase.* that say what is to be executed. */
@Tag("liquibase")
class LiquibaseScopePropertiesIntegrationTests {

    private static final String FILTERED = "spring.liquibase.change-log=classpath:takeover/filtered.sql";

    private static final String TAGGED = "spring.liquibase.change-log=classpath:takeover/tagged.yaml";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void changeLogNamesTheChangelog() {
        Application.run(database, "spring.liquibase.change-log=classpath:takeover/parcel.sql");

        assertThat(database.hasTable("parcel")).isTrue();
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @Test
    void contextsSelectChangesets() {
        Application.run(database, FILTERED, "spring.liquibase.contexts=test,staging");

        assertThat(database.executed()).containsExactly("always", "in-test", "v1", "v2");
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @Test
    void labelFilterSelectsChangesets() {
        Application.run(database, FILTERED, "spring.liquibase.label-filter=v1", "spring.liquibase.contexts=test");

        assertThat(database.executed()).containsExactly("always", "in-test", "v1");
    }

    @Test
    void whatFiltersLeaveOutIsNotPending() {
        Application.run(database, FILTERED, "spring.liquibase.contexts=test");
        Application.run(database, FILTERED, "spring.liquibase.contexts=test");

        assertThat(database.runs()).containsExactly("MIGRATED", "NOTHING_PENDING");
    }

    @Test
    void parametersAreReplacedInTheChangelog() {
        Application.run(
                database,
                "spring.liquibase.change-log=classpath:takeover/parameter.sql",
                "spring.liquibase.parameters.table-name=ship");

        assertThat(database.hasTable("ship")).isTrue();
    }

    @Test
    void tagIsWhereTheUpdateEnds() {
        Application.run(database, TAGGED, "spring.liquibase.tag=v1");
        assertThat(database.executed()).containsExactly("before", "tag");

        Application.run(database, TAGGED, "spring.liquibase.tag=v1");
        assertThat(database.executed()).containsExactly("before", "tag");
        assertThat(database.runs()).containsExactly("MIGRATED", "NOTHING_PENDING");

        Application.run(database, TAGGED);
        assertThat(database.executed()).containsExactly("before", "tag", "after");
    }

    @Test
    void clearChecksumsForgivesAnEdit() {
        Application.run(database);
        database.execute("update databasechangelog set md5sum = '9:00000000000000000000000000000000'");

        Application.run(database, "spring.liquibase.clear-checksums=true");

        assertThat(database.texts("select md5sum from databasechangelog"))
                .singleElement()
                .isNotEqualTo("9:00000000000000000000000000000000");
    }

    @Test
    void rollbackFileIsWritten(@TempDir Path folder) throws IOException {
        var file = folder.resolve("rollback.sql");

        Application.run(database, "spring.liquibase.rollback-file=" + file);

        assertThat(file).content().containsIgnoringCase("drop table account");
        assertThat(database.executed()).containsExactly("1");
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @Test
    void testRollbackOnUpdateRollsBackAndUpdatesAgain() {
        database.execute("create table seen (command text)");
        database.execute("""
                create function see() returns event_trigger language plpgsql as
                $$ begin insert into seen values (tg_tag); end $$
                """);
        database.execute("create event trigger see on ddl_command_end"
                + " when tag in ('CREATE TABLE', 'DROP TABLE') execute function see()");

        Application.run(database, "spring.liquibase.test-rollback-on-update=true", "lockgate.history.enabled=false");

        assertThat(database.texts("select command from seen"))
                .containsSequence("CREATE TABLE", "DROP TABLE", "CREATE TABLE");
        assertThat(database.hasTable("account")).isTrue();
        assertThat(database.executed()).containsExactly("1");
    }

    @Test
    void disabledLiquibaseOpensTheGateWithoutMigrating() {
        try (var context = Application.start(database, "spring.liquibase.enabled=false")) {
            assertThat(Gate.of(context).isOpen()).isTrue();
        }
        assertThat(database.hasTable("databasechangelog")).isFalse();
    }
}
