package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whoever looks what is pending reads the history by one statement, whatever Liquibase has written it. Liquibase itself takes
 * snapshots of the catalog first, which is what a start with nothing to do would spend its time with.
 */
@Tag("liquibase")
class ReadHistoryIntegrationTests {

    private static final String NOTHING_TO_DO = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String ONE_MORE = "--changeset ana:2\ncreate table customers (id int);\n";

    private final List<String> statements = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        statements.add(sql);
        return statement.call();
    });

    @Test
    void oneStatementReadsIt() {
        service.changelog(NOTHING_TO_DO);
        service.startAndStop();
        service.database().execute("drop table lockgate_schema");
        statements.clear();

        service.startAndStop();

        assertThat(statements)
                .filteredOn(statement -> statement.toLowerCase(Locale.ROOT).contains("databasechangelog"))
                .filteredOn(statement -> !statement.contains("lockgate_schema"))
                .singleElement()
                .asString()
                .startsWith("select h.*");
    }

    @Test
    void oneOfAnOldLiquibaseIsReadAsItIs() {
        service.changelog(NOTHING_TO_DO);
        service.startAndStop();
        makeItThatOfAnOldLiquibase();

        var start = service.start();

        assertThat(start.bean(ReadinessGate.class).pending()).isZero();
        assertThat(columns()).doesNotContain("exectype");
    }

    @Test
    void oneOfAnOldLiquibaseIsContinuedAsLiquibaseDoes() {
        service.changelog(NOTHING_TO_DO);
        service.startAndStop();
        makeItThatOfAnOldLiquibase();
        service.changelog(NOTHING_TO_DO + ONE_MORE);

        service.start();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(columns()).contains("exectype", "deployment_id");
    }

    @Test
    void itIsFoundWhereAChangelogQuotesAllNames() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - objectQuotingStrategy: QUOTE_ALL_OBJECTS
                  - changeSet: {id: 1, author: ana, changes: [{sql: {sql: "create table orders (id int)"}}]}
                """);
        var yaml = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";
        service.startAndStop(yaml);

        var start = service.start(yaml);

        assertThat(start.bean(ReadinessGate.class).pending()).isZero();
        assertThat(service.database().query("select outcome from lockgate_run order by started_at"))
                .containsExactly("MIGRATED", "NOTHING_PENDING");
    }

    @Test
    void thoseOfOthersInTheProcessAreNotForgotten() throws Exception {
        service.changelog(NOTHING_TO_DO);
        service.startAndStop();
        try (var connection = service.database().connect();
                var other = DatabaseFactory.getInstance()
                        .findCorrectDatabaseImplementation(new JdbcConnection(connection))) {
            var histories = Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class);
            var history = histories.getChangeLogService(other);

            service.startAndStop();

            assertThat(histories.getChangeLogService(other)).isSameAs(history);
        }
    }

    private void makeItThatOfAnOldLiquibase() {
        for (String column : List.of(
                "contexts", "labels", "deployment_id", "tag", "exectype", "orderexecuted", "description", "comments")) {
            service.database().execute("alter table databasechangelog drop column " + column);
        }
    }

    private List<String> columns() {
        return service.database().query("""
                        select attname from pg_attribute
                         where attrelid = 'databasechangelog'::regclass and attnum > 0 and not attisdropped
                        """);
    }
}
