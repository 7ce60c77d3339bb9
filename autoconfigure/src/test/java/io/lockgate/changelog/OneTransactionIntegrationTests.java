package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class OneTransactionIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTable() {
        service.database().execute("create table effects (changeset text)");
    }

    @Test
    void theEffectAndTheRowInTheHistoryAreCommittedTogether() {
        service.changelog("""
                --changeset ana:first
                insert into effects values ('first');
                insert into effects values ('first');
                --changeset ana:skipped
                --preconditions onFail:CONTINUE
                --precondition-sql-check expectedResult:1 select 0
                insert into effects values ('skipped');
                --changeset ana:second
                insert into effects values ('second');
                --changeset ana:failed failOnError:false
                insert into effects values ('failed');
                insert into nowhere values (1);
                --changeset ana:third
                insert into effects values ('third');
                --changeset ana:outside runInTransaction:false
                insert into effects values ('outside');
                --changeset ana:fourth
                insert into effects values ('fourth');
                """);

        service.startAndStop();

        assertThat(transactions("first", "second", "third", "fourth"))
                .isEqualTo(transactionsOfHistory("first", "second", "third", "fourth"))
                .doesNotHaveDuplicates();
        assertThat(transactions("outside")).isNotEqualTo(transactionsOfHistory("outside"));
    }

    @Test
    void allChangesOfAChangesetAreCommittedTogether() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: first
                      author: ana
                      changes:
                        - insert: {tableName: effects, columns: [{column: {name: changeset, value: first}}]}
                        - insert: {tableName: effects, columns: [{column: {name: changeset, value: first}}]}
                        - tagDatabase: {tag: v1}
                """);

        service.startAndStop("spring.liquibase.change-log=classpath:db/changelog/main.yaml");

        assertThat(transactions("first"))
                .isEqualTo(transactionsOfHistory("first"))
                .hasSize(1);
        assertThat(service.database().query("select tag from databasechangelog"))
                .containsExactly("v1");
    }

    @Test
    void aChangesetThatIsExecutedAgainIsCommittedWithItsNewRow() {
        service.changelog("--changeset ana:first runOnChange:true\ninsert into effects values ('old');\n");
        service.startAndStop();
        service.changelog("--changeset ana:first runOnChange:true\ninsert into effects values ('first');\n");
        service.startAndStop();

        assertThat(service.database().query("select exectype from databasechangelog"))
                .containsExactly("RERAN");
        assertThat(transactions("first"))
                .isEqualTo(transactionsOfHistory("first"))
                .hasSize(1);
    }

    private List<String> transactions(String... changesets) {
        return transactionsOf("effects", "changeset", changesets);
    }

    private List<String> transactionsOfHistory(String... changesets) {
        return transactionsOf("databasechangelog", "id", changesets);
    }

    /** The transaction that wrote a row is its xmin (PostgreSQL documentation, 5.6). */
    private List<String> transactionsOf(String table, String column, String... changesets) {
        return Stream.of(changesets)
                .flatMap(changeset -> service
                        .database()
                        .query("select distinct xmin::text from %s where %s = '%s'".formatted(table, column, changeset))
                        .stream())
                .toList();
    }
}
