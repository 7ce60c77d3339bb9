package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.util.TestPropertyValues;

/** The same files say something else with other values in them, so every value that they refer to counts, and no other. */
@Tag("liquibase")
class ValuesIntegrationTests {

    private static final String YAML = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    private static final String GREETING = "spring.liquibase.parameters.greeting=";

    private static final String XML = "<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\" "
            + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://www.liquibase.org/xml/ns/dbchangelog "
            + "http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd\">";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTable() {
        service.database().execute("create table effects (changeset text)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "GREETING", "Greeting", " greeting "})
    void aParameterIsSeenInWhateverCase(String name) {
        greetBy("${" + name + "}");
        service.startUntilRecognised(GREETING + "hello");

        assertThat(service.startIsRecognised(GREETING + "good morning")).isFalse();
        assertThat(effects()).containsExactly("hello", "good morning");
        assertThat(service.startIsRecognised(GREETING + "good morning")).isTrue();
    }

    @Test
    void aParameterOfANameThatIsNotInAsciiIsSeen() {
        greetBy("${begrüßung}");
        service.startAndStop("spring.liquibase.parameters[begrüßung]=hello");
        service.startAndStop("spring.liquibase.parameters[begrüßung]=hello");

        assertThat(service.startIsRecognised("spring.liquibase.parameters[begrüßung]=good morning"))
                .isFalse();
        assertThat(effects()).containsExactly("hello", "good morning");
    }

    @Test
    void aParameterThatOnlyAnotherOneRefersToIsSeen() {
        greetBy("${greeting}");
        service.startUntilRecognised(GREETING + "hello ${name}", "spring.liquibase.parameters.name=Ana");

        assertThat(service.startIsRecognised(GREETING + "hello ${name}", "spring.liquibase.parameters.name=Ben"))
                .isFalse();
        assertThat(effects()).containsExactly("hello Ana", "hello Ben");
    }

    @Test
    void whatIsReferredToByANameThatIsMadeUpIsSeen() {
        greetBy("${greeting.${language}}");
        String[] english = {"spring.liquibase.parameters.greeting.en=hello", "spring.liquibase.parameters.language=en"};
        service.startAndStop(english);
        service.startAndStop(english);

        assertThat(service.startIsRecognised(
                        "spring.liquibase.parameters.greeting.en=good morning",
                        "spring.liquibase.parameters.language=en"))
                .isFalse();
        assertThat(effects()).containsExactly("hello", "good morning");
    }

    /** In the file, a reference may be written in other characters than those that Liquibase finds it in. */
    @ParameterizedTest
    @CsvSource({
        "main.yaml, '{databaseChangeLog: [{changeSet: {id: 1, author: ana, runOnChange: true, changes: [{sql: {sql: "
                + "\"insert into effects values (''\\x24{greeting}'')\"}}]}}]}'",
        "main.json, '{\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\", \"author\": \"ana\", \"runOnChange\": true, "
                + "\"changes\": [{\"sql\": {\"sql\": \"insert into effects values (''\\u0024\\u007bgreeting\\u007d'')\"}}]}}]}'",
        "main.xml, '" + XML + "<changeSet id=\"1\" author=\"ana\""
                + " runOnChange=\"true\"><sql>insert into effects values (''&#36;{greeting}'')</sql></changeSet>"
                + "</databaseChangeLog>'",
        "main.xml, '" + XML + "<changeSet id=\"1\" author=\"ana\""
                + " runOnChange=\"true\"><sql>insert into effects values (''${gre&#x65;ting}'')</sql></changeSet>"
                + "</databaseChangeLog>'",
        "main.xml, '" + XML + "<changeSet id=\"1\" author=\"ana\""
                + " runOnChange=\"true\"><sql>insert into effects values (''$<![CDATA[{greeting}'')]]></sql></changeSet>"
                + "</databaseChangeLog>'"
    })
    void aReferenceThatIsEscapedIsSeen(String name, String changelog) {
        service.file("db/changelog/" + name, changelog);
        String file = "spring.liquibase.change-log=classpath:db/changelog/" + name;
        service.startAndStop(file, GREETING + "hello");
        service.startAndStop(file, GREETING + "hello");

        assertThat(service.startIsRecognised(file, GREETING + "good morning")).isFalse();
        assertThat(effects()).containsExactly("hello", "good morning");
    }

    @Test
    void aSystemPropertyThatIsReferredToIsSeenAndNoOther() {
        greetBy("${test.greeting}");
        with("test.greeting=hello", service::startUntilRecognised);

        with(
                "test.other=1",
                () -> with(
                        "test.greeting=hello",
                        () -> assertThat(service.startIsRecognised()).isTrue()));
        with(
                "test.greeting=good morning",
                () -> assertThat(service.startIsRecognised()).isFalse());
        assertThat(effects()).containsExactly("hello", "good morning");
    }

    /** Liquibase expands what it finds, wherever it finds it. */
    @Test
    void aParameterThatOnlyASystemPropertyRefersToIsSeen() {
        greetBy("${test.greeting}");
        with("test.greeting=hello ${name}", () -> {
            service.startAndStop("spring.liquibase.parameters.name=Ana");
            service.startAndStop("spring.liquibase.parameters.name=Ana");
            assertThat(service.startIsRecognised("spring.liquibase.parameters.name=Ben"))
                    .isFalse();
        });
        assertThat(effects()).containsExactly("hello Ana", "hello Ben");
    }

    @Test
    void aSettingOfLiquibaseIsSeen() {
        greetBy("${test.nowhere}");
        service.startUntilRecognised();

        with("liquibase.missingPropertyMode=empty", () -> {
            assertThat(service.startIsRecognised()).isFalse();
            assertThat(service.startIsRecognised()).isTrue();
        });
        assertThat(effects()).containsExactly("${test.nowhere}", "");
    }

    /** Some settings have an older name. */
    @Test
    void aSettingThatIsNotCalledOneOfLiquibaseIsSeen() {
        greetBy("${:test.nowhere}");
        service.startUntilRecognised();

        with("enableEscaping=true", () -> {
            assertThat(service.startIsRecognised()).isFalse();
            assertThat(service.startIsRecognised()).isTrue();
        });
    }

    /** Liquibase asks the database for them. */
    @Test
    void aVariableOfTheDatabaseIsNotTakenForKnown() {
        greetBy("${database.defaultSchemaName}");
        service.startAndStop();

        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly("public");
    }

    @Test
    void contextsLabelsAndTagAreSeen() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [{sql: {sql: "insert into effects values ('1')"}}]}
                  - changeSet: {id: 2, author: ana, changes: [{tagDatabase: {tag: v1}}]}
                  - changeSet: {id: 3, author: ana, changes: [{sql: {sql: "insert into effects values ('3')"}}]}
                  - changeSet: {id: 4, author: ana, labels: late, changes: [{sql: {sql: "insert into effects values ('4')"}}]}
                  - changeSet: {id: 5, author: ana, context: demo, changes: [{sql: {sql: "insert into effects values ('5')"}}]}
                """);
        String none = "spring.liquibase.contexts=none";
        String early = "spring.liquibase.label-filter=!late";
        service.startUntilRecognised(YAML, none, early, "spring.liquibase.tag=v1");

        assertThat(service.startIsRecognised(YAML, none, early)).isFalse();
        assertThat(effects()).containsExactly("1", "3");
        assertThat(service.startIsRecognised(YAML, none, early)).isTrue();

        assertThat(service.startIsRecognised(YAML, none)).isFalse();
        assertThat(effects()).containsExactly("1", "3", "4");
        assertThat(service.startIsRecognised(YAML, none)).isTrue();

        assertThat(service.startIsRecognised(YAML)).isFalse();
        assertThat(effects()).containsExactly("1", "3", "4", "5");
        assertThat(service.startIsRecognised(YAML)).isTrue();
    }

    @Test
    void whereToMigrateIsSeen() {
        service.database().execute("create schema a", "create schema b");
        service.changelog("--changeset ana:1\ncreate table orders (id int)");
        service.startUntilRecognised();

        for (String place : List.of(
                "spring.liquibase.default-schema=a",
                "spring.datasource.url=" + service.database().url() + "?currentSchema=b")) {
            assertThat(service.startIsRecognised(place)).as(place).isFalse();
            assertThat(service.startIsRecognised(place)).as(place).isTrue();
        }
        assertThat(service.database().query("select schemaname from pg_tables where tablename = 'orders' order by 1"))
                .containsExactly("a", "b", "public");
    }

    @Test
    void whereTheHistoryIsKeptIsSeen() {
        service.database().execute("create schema a", "create schema \"Schema of Ana\"");
        service.changelog("--changeset ana:1\ninsert into public.effects values ('1')");
        service.startUntilRecognised();

        for (String place : List.of(
                "spring.liquibase.liquibase-schema=a",
                "spring.liquibase.liquibase-schema=Schema of Ana",
                "spring.liquibase.database-change-log-table=history",
                "spring.liquibase.database-change-log-table=History of Ana")) {
            assertThat(service.startIsRecognised(place)).as(place).isFalse();
            assertThat(service.startIsRecognised(place)).as(place).isTrue();
        }
        assertThat(effects()).containsExactly("1", "1", "1", "1", "1");
    }

    @Test
    void everyOtherSettingIsSeenThoughItMayNotMatter() {
        greetBy("hello");
        service.startUntilRecognised();

        for (String setting : List.of(
                "spring.liquibase.test-rollback-on-update=true",
                "spring.liquibase.show-summary=verbose",
                "spring.liquibase.analytics-enabled=true")) {
            assertThat(service.startIsRecognised(setting)).as(setting).isFalse();
        }
        assertThat(effects()).containsExactly("hello");
    }

    private void greetBy(String greeting) {
        service.changelog(
                "--changeset ana:1 runOnChange:true\ninsert into effects values ('%s');\n".formatted(greeting));
    }

    private static void with(String systemProperty, Runnable test) {
        TestPropertyValues.of(systemProperty).applyToSystemProperties(() -> {
            test.run();
            return systemProperty;
        });
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }
}
