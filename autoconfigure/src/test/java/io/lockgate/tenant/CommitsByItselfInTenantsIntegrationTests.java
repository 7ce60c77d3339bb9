package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A changeset that ends its transaction by itself is not replayed: it takes effect once in each schema, and in no other. */
@Tag("liquibase")
class CommitsByItselfInTenantsIntegrationTests {

    private static final String HIDES = """
            --changeset ana:1
            create table orders (id int);
            --changeset ana:2 splitStatements:false stripComments:false
            insert into public.effects values (current_schema());
            %s;
            create table late (id int);
            alter table orders add note text;
            --changeset ana:3
            create table last (id int);
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTables() {
        service.changelog("--changeset ana:1\ncreate table effects (tenant text);\n");
        service.startAndStop();
        service.withTenants(4);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "serial | select E'it\\'s'; commit",
                "parallel | select E'it\\'s'; commit",
                "serial | /* /* */ ' */ commit",
                "parallel | select 1 as \"it's\"; commit; begin",
                "serial | rollback; insert into public.effects values (current_schema())",
            })
    void whatItDoesItDoesOnceInEachSchema(String executor, String sql) {
        service.tenants(HIDES.formatted(sql));

        service.startAndStop("lockgate.tenants.executor=" + executor);

        assertThat(service.database().query("select tenant from effects order by 1"))
                .containsExactly("t001", "t002", "t003", "t004");
        assertThat(service.database().query("select schemaname from pg_tables where tablename = 'late' order by 1"))
                .containsExactly("t001", "t002", "t003", "t004");
        assertThat(service.database().query("select schemaname from pg_tables where tablename = 'last' order by 1"))
                .containsExactly("t001", "t002", "t003", "t004");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(4, "1,2,3"));
        assertThat(service.output())
                .contains("ends its transaction by itself")
                .doesNotContain("changesets are replayed for the other tenants\n", "is not like the others");
    }

    @ParameterizedTest
    @CsvSource({"serial, t002", "serial, t004", "parallel, t003"})
    void oneThatCollidesAfterItsCommitFailsAndTheOthersGoOn(String executor, String busy) throws Exception {
        service.database().execute("create table %s.orders (id int)".formatted(busy));
        service.tenants(HIDES.formatted("select E'it\\'s'; commit")
                .replace("create table orders", "create table if not exists orders"));
        try (Connection other = service.database().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from %s.orders".formatted(busy));

            var failure = service.failToStart(
                    "lockgate.tenants.executor=" + executor,
                    "lockgate.tenants.adopt-schemas=true",
                    "lockgate.tenants.on-error=continue",
                    "lockgate.ddl.lock-timeout=100ms",
                    "lockgate.retry.max-attempts=3");

            assertThat(failure.action()).contains("has committed its earlier statements by itself");
            other.rollback();
        }

        assertThat(service.database().query("select tenant from effects order by 1"))
                .containsExactly("t001", "t002", "t003", "t004");
        assertThat(service.database().query("select count(*) from pg_tables where tablename = 'last'"))
                .containsExactly("3");
    }

    @Test
    void aTenantThatLosesItsConnectionAfterTheCommitIsNotDoneAgain() {
        service.tenants(
                HIDES.formatted(
                        "select E'it\\'s'; commit; select case when current_schema() = 't002' then pg_terminate_backend(pg_backend_pid()) end"));

        var failure = service.failToStart("lockgate.tenants.on-error=continue");

        assertThat(failure.action()).contains("may have committed earlier statements by itself");
        assertThat(service.database().query("select tenant from effects order by 1"))
                .containsExactly("t001", "t002", "t003", "t004");
    }
}
