package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What a changeset does to its session outlives it, and may take the lock with it: nothing goes on without the lock, and the
 * changesets that follow meet the session that they would meet alone.
 */
@Tag("liquibase")
class FencedChangesetsIntegrationTests {

    private static final List<String> IDS = List.of("first", "middle", "last");

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(strings = {"first", "middle", "last"})
    void aTransactionThatReleasesTheLockIsRolledBack(String culprit) {
        changelog(culprit, "", "select pg_advisory_unlock_all();");

        var failure = service.failToStart();

        assertThat(failure.description())
                .contains("Changeset db/changelog/main.sql::%s::ana has released the lock".formatted(culprit));
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().history()).isEqualTo(IDS.subList(0, IDS.indexOf(culprit)));
        assertThat(service.database().tables()).doesNotContain("by_" + culprit);
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "first, discard all",
        "middle, discard all",
        "last, discard all",
        "middle, select pg_advisory_unlock_all()",
    })
    void nothingFollowsAChangesetThatReleasesTheLockOutsideOfATransaction(String culprit, String sql) {
        changelog(culprit, " runInTransaction:false", sql + ";");

        var failure = service.failToStart();

        assertThat(failure.description())
                .contains("Changeset db/changelog/main.sql::%s::ana has released the lock".formatted(culprit));
        assertThat(failure.exitCode()).isEqualTo(1);
        List<String> reached = IDS.subList(0, IDS.indexOf(culprit) + 1);
        assertThat(service.database().history()).isSubsetOf(reached);
        assertThat(service.database().query("select substr(tablename, 4) from pg_tables where tablename like 'by%'"))
                .containsExactlyInAnyOrderElementsOf(reached);
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void aTransactionCannotDiscardItsSession() {
        changelog("middle", "", "discard all;");

        var failure = service.failToStart();

        assertThat(failure.description())
                .contains("::middle::ana failed", "DISCARD ALL cannot run inside a transaction");
        assertThat(service.database().history()).containsExactly("first");
        assertThat(service.database().tables()).doesNotContain("by_middle");
    }

    @ParameterizedTest
    @CsvSource({
        "set role guest, true",
        "set role guest, false",
        "set session authorization guest, true",
        "set session authorization guest, false",
        "set search_path = elsewhere, true",
        "set search_path = elsewhere, false",
    })
    void whatAChangesetSetsIsUndoneAtItsEnd(String sql, boolean inTransaction) throws SQLException {
        service.database().execute("create schema elsewhere", "grant all on schema elsewhere to public");
        String attributes = inTransaction ? "" : " runInTransaction:false";
        service.changelog("""
                --changeset ana:first%1$s
                %2$s;
                --changeset ana:after-first
                create table after_first (id int);
                --changeset ana:middle%1$s
                %2$s;
                --changeset ana:after-middle
                create table after_middle (id int);
                --changeset ana:last%1$s
                %2$s;
                """.formatted(attributes, sql));

        var start = service.start("spring.datasource.hikari.maximum-pool-size=1");

        assertThat(service.database().history())
                .containsExactly("first", "after-first", "middle", "after-middle", "last");
        assertThat(service.database().query("""
                        select concat_ws(' ', schemaname, tablename, tableowner) from pg_tables
                         where tablename like 'after%' order by 1
                        """))
                .containsExactly("public after_first " + Postgres.OWNER, "public after_middle " + Postgres.OWNER);
        boolean undoneByLiquibaseItself = !inTransaction && sql.contains("search_path");
        if (!undoneByLiquibaseItself) {
            assertThat(service.output().toString().lines().filter(line -> line.contains("has changed the session")))
                    .hasSize(3)
                    .allMatch(line -> line.contains("WARN"))
                    .anyMatch(line -> line.contains("db/changelog/main.sql::middle::ana"));
        }
        try (Connection pooled = start.bean(DataSource.class).getConnection();
                Connection fresh = service.database().connect()) {
            assertThat(session(pooled)).isEqualTo(session(fresh));
        }
    }

    /** Three changesets that create a table each, of which one does something else, too. */
    private void changelog(String culprit, String attributes, String sql) {
        service.changelog(IDS.stream()
                .map(id -> id.equals(culprit)
                        ? "--changeset ana:%1$s%2$s\ncreate table by_%1$s (id int);\n%3$s\n"
                                .formatted(id, attributes, sql)
                        : "--changeset ana:%1$s\ncreate table by_%1$s (id int);\n".formatted(id))
                .collect(Collectors.joining()));
    }

    private static String session(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql("select concat_ws(' ', session_user, current_user, current_setting('role'),"
                        + " current_setting('search_path'))")
                .query(String.class)
                .single();
    }
}
