package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties spring.liquibase.* that say where tables are. */
@Tag("liquibase")
class LiquibaseTablePropertiesIntegrationTests {

    private static final String HISTORY = "spring.liquibase.database-change-log-table=";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void defaultSchemaHoldsTheTablesOfLiquibaseAndOurs() {
        database.execute("create schema app");

        Application.run(database, "spring.liquibase.default-schema=app");

        assertThat(database.executed("app.databasechangelog")).containsExactly("1");
        assertThat(database.hasTable("app.lockgate_run")).isTrue();
        assertThat(database.hasTable("public.databasechangelog")).isFalse();
    }

    @Test
    void liquibaseSchemaHoldsTheTablesOfLiquibaseAndOurs() {
        database.execute("create schema admin");

        Application.run(database, "spring.liquibase.liquibase-schema=admin");

        assertThat(database.executed("admin.databasechangelog")).containsExactly("1");
        assertThat(database.hasTable("admin.lockgate_run")).isTrue();
        assertThat(database.hasTable("public.account")).isTrue();
        assertThat(database.hasTable("public.databasechangelog")).isFalse();
    }

    @Test
    void schemaOfTheConnectionHoldsTheTables() {
        database.execute("create schema app");

        Application.run(database, "spring.datasource.url=" + database.url() + "?currentSchema=app");

        assertThat(database.executed("app.databasechangelog")).containsExactly("1");
        assertThat(database.hasTable("app.account")).isTrue();
        assertThat(database.hasTable("app.lockgate_run")).isTrue();
    }

    @Test
    void liquibaseTablespaceHoldsTheHistory() {
        Application.run(database, "spring.liquibase.liquibase-tablespace=pg_default");

        assertThat(database.executed()).containsExactly("1");
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "HISTORY", "MyHistory", "my-history", "my history", "order"})
    void historyTableIsNamedAsItIsByLiquibase(String name) {
        var stock = Database.create();
        Application.run(stock, HISTORY + name, "lockgate.enabled=false");

        Application.run(database, HISTORY + name);
        Application.run(database, HISTORY + name);

        assertThat(database.texts(Catalog.HISTORY_TABLES)).isEqualTo(stock.texts(Catalog.HISTORY_TABLES));
        assertThat(database.runs()).containsExactly("MIGRATED", "NOTHING_PENDING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"App", "app-schema", "user"})
    void schemaMayNeedQuotes(String schema) {
        database.execute("create schema \"" + schema + "\"");

        Application.run(database, "spring.liquibase.liquibase-schema=" + schema);

        assertThat(database.executed("\"" + schema + "\".databasechangelog")).containsExactly("1");
        assertThat(database.hasTable("\"" + schema + "\".lockgate_run")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MyHistory", "my-history"})
    void historyOfStockLiquibaseIsContinuedUnderItsName(String name) {
        Application.run(database, HISTORY + name, "lockgate.enabled=false");

        Application.run(database, HISTORY + name);

        assertThat(database.texts(Catalog.HISTORY_TABLES)).hasSize(1);
        assertThat(database.hasTable("lockgate_run")).isFalse();
    }

    @Test
    void lockTableIsNotCreated() {
        Application.run(database, "spring.liquibase.database-change-log-lock-table=my_lock");

        assertThat(database.hasTable("my_lock")).isFalse();
        assertThat(database.hasTable("databasechangeloglock")).isFalse();
    }

    @Test
    void lockTableThatExistsIsLockedMeanwhileAndReleased() {
        Application.run(
                database,
                "spring.liquibase.database-change-log-lock-table=my-lock",
                "lockgate.enabled=false",
                "spring.liquibase.change-log=classpath:takeover/parcel.sql");
        database.execute("create table seen (lockedby text)");
        database.execute("""
                create function see() returns event_trigger language plpgsql as
                $$ begin insert into seen select lockedby from "my-lock" where locked; end $$
                """);
        database.execute(
                "create event trigger see on ddl_command_end when tag in ('CREATE TABLE')" + " execute function see()");

        Application.run(database, "spring.liquibase.database-change-log-lock-table=my-lock");

        assertThat(database.texts("select lockedby from seen"))
                .isNotEmpty()
                .allSatisfy(owner -> assertThat(owner).startsWith("lockgate:"));
        assertThat(database.texts("select locked from \"my-lock\"")).containsExactly("f");
    }

    private interface Catalog {

        String HISTORY_TABLES = """
                select attrelid::regclass::text from pg_attribute where attname = 'orderexecuted' and attnum > 0
                """;
    }
}
