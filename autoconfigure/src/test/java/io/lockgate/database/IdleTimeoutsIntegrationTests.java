package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A role whose idle sessions are ended after a second can migrate: a session that waits for the client is idle, and ending
 * it would end the lock in the middle of a run.
 */
class IdleTimeoutsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void endIdleSessions() {
        for (String timeout : new String[] {"idle_session_timeout", "idle_in_transaction_session_timeout"}) {
            service.database()
                    .execute("alter role current_user in database %s set %s = '1s'"
                            .formatted(service.database().name(), timeout));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangesetMayTakeItsTimeOutsideOfTheDatabase(boolean inTransaction) {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: outside
                      author: ana
                      runInTransaction: %s
                      changes:
                        - sql: {sql: create table sessions as select pg_backend_pid() as pid}
                        - executeCommand: {executable: sleep, args: [{arg: {value: "3"}}]}
                        - sql: {sql: insert into sessions select pg_backend_pid()}
                """.formatted(inTransaction));

        service.startAndStop("spring.liquibase.change-log=classpath:db/changelog/main.yaml");

        assertThat(service.database().history()).containsExactly("outside");
        assertThat(service.database().query("select pid from sessions group by pid having count(*) = 2"))
                .hasSize(1);
        assertThat(service.output()).doesNotContain("terminating connection");
    }
}
