package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a changeset does to its session ends with it; what Liquibase does to it is none of our business. */
@Tag("liquibase")
class SessionBetweenChangesetsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(strings = {"app", "public"})
    void nothingIsSaidOfASearchPathThatLiquibaseSets(String schema) {
        service.database().execute("create schema app");
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2 runInTransaction:false
                create table customers (id int);
                --changeset ana:3
                create table items (id int);
                """);

        service.startAndStop("spring.liquibase.default-schema=" + schema);

        assertThat(service.output()).doesNotContain("has changed the session");
    }

    @Test
    void aRoleOfAToleratedChangesetEndsWithIt() {
        service.database().execute("create role tolerated", "grant all on schema public to tolerated");
        service.changelog("""
                --changeset ana:1 runInTransaction:false failOnError:false
                set role tolerated;
                select no_such_function();
                --changeset ana:2 runInTransaction:false
                create table orders (id int);
                """);
        try {
            service.start();

            assertThat(service.database().query("select tableowner from pg_tables where tablename = 'orders'"))
                    .containsExactly("postgres");
        } finally {
            service.database().execute("drop owned by tolerated", "drop role tolerated");
        }
    }

    @Test
    void aRoleOfAFailedChangesetDoesNotCleanUp() {
        service.database().createLiquibasesLock("false, null, null");
        service.database().execute("create role failed", "grant all on schema public to failed");
        service.changelog("""
                --changeset ana:1 runInTransaction:false
                set role failed;
                select no_such_function();
                """);
        try {
            service.failToStart();

            assertThat(service.database().query("select locked from databasechangeloglock"))
                    .containsExactly("f");
            assertThat(service.database().query("select outcome from lockgate_run"))
                    .containsExactly("FAILED");
        } finally {
            service.database().execute("drop owned by failed", "drop role failed");
        }
    }

    @Test
    void aResetSessionIsSetAgain() {
        service.changelog("""
                --changeset ana:1
                reset all;
                --changeset ana:2
                create table seen as select current_setting('application_name') as application,
                       current_setting('client_connection_check_interval') as interval;
                """);

        service.startAndStop();

        assertThat(service.database().query("select concat_ws(' ', left(application, 8), interval) from seen"))
                .containsExactly("lockgate 1s");
        assertThat(service.output()).contains("::1::ana has changed the session");
    }

    @Test
    void aTimeoutOfAChangesetEndsWithIt() {
        service.changelog("""
                --changeset ana:1
                set statement_timeout = 500;
                --changeset ana:2
                select pg_sleep(1);
                """);

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1", "2");
    }

    @Test
    void aPreconditionWaitsAsLongAsItTakes() throws Exception {
        service.database().execute("create table orders (id int)");
        service.changelog("""
                --changeset ana:1
                --preconditions onFail:MARK_RAN onError:MARK_RAN
                --precondition-sql-check expectedResult:0 select count(*) from orders
                create table customers (id int);
                """);
        try (var other = service.database().connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table orders");
            var start = service.begin("lockgate.ddl.lock-timeout=100ms");
            await().until(() -> !service.database()
                    .query(
                            "select pid from pg_stat_activity where wait_event_type = 'Lock' and state_change < now() - interval '1 s'")
                    .isEmpty());
            other.rollback();
            start.awaitReady();
        }

        assertThat(service.database().tables()).contains("customers");
    }

    @Test
    void aChangesetMaySetTheIsolationOfItsTransaction() {
        service.changelog("""
                --changeset ana:1
                set transaction isolation level serializable;
                create table seen as select current_setting('transaction_isolation') as isolation;
                """);

        service.startAndStop();

        assertThat(service.database().query("select isolation from seen")).containsExactly("serializable");
    }
}
