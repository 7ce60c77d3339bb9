package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.GateState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import liquibase.integration.spring.SpringLiquibase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.liquibase.actuate.endpoint.LiquibaseEndpoint;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What others may do while a changeset is being executed: here, the second one waits for a lock that the test holds. */
@Tag("liquibase")
class DuringARunIntegrationTests {

    private static final String WAITING = """
            select pid from pg_locks where locktype = 'advisory' and objid = 1 and not granted
               and database = (select oid from pg_database where datname = current_database())
            """;

    @AutoClose
    private final Database database = Database.create();

    private final CompletableFuture<ConfigurableApplicationContext> starting = new CompletableFuture<>();

    private Connection lock;

    private CompletableFuture<ConfigurableApplicationContext> started;

    @BeforeEach
    void startUntilTheSecondChangeset() throws Exception {
        lock = database.dataSource().getConnection();
        onLock("select pg_advisory_lock(1)");
        var arguments = Application.arguments(
                database,
                "spring.liquibase.change-log=classpath:takeover/waiting.sql",
                "management.endpoints.web.exposure.include=liquibase");
        var application = Application.builder().initializers(context -> starting.complete(context));
        started = CompletableFuture.supplyAsync(() -> application.run(arguments));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> started.isDone() || !database.texts(WAITING).isEmpty());
    }

    @AfterEach
    void close() throws Exception {
        lock.close();
        started.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void anotherThreadGetsAConnectionOfItsOwnFromTheBean() throws Exception {
        var bean = starting.get().getBean(SpringLiquibase.class);

        try (var connection = bean.getDataSource().getConnection()) {
            var session = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            assertThat(session.sql("select pg_backend_pid()")
                            .query(String.class)
                            .single())
                    .isNotEqualTo(database.texts(WAITING).get(0));
            assertThat(session.sql("select count(*) from account")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void theLiquibaseEndpointAnswersDuringAndAfterTheRun() throws Exception {
        var endpoint = starting.get().getBean(LiquibaseEndpoint.class);
        assertThat(executed(endpoint)).isOne();

        finish();

        assertThat(executed(endpoint)).isEqualTo(2);
    }

    @Test
    void theGateIsClosedMeanwhile() throws Exception {
        var gate = Gate.of(starting.get());
        assertThat(gate.state()).isEqualTo(GateState.MIGRATING);

        finish();

        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void theEndOfAChildContextDoesNotCancelTheRun() throws Exception {
        var child = new GenericApplicationContext();
        child.setParent(starting.get());
        child.refresh();
        child.close();

        finish();

        assertThat(database.executed()).containsExactly("1", "2");
    }

    private void finish() throws Exception {
        onLock("select pg_advisory_unlock(1)");
        started.get(60, TimeUnit.SECONDS);
    }

    private void onLock(String sql) throws SQLException {
        try (var statement = lock.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int executed(LiquibaseEndpoint endpoint) {
        return endpoint.liquibaseBeans()
                .getContexts()
                .values()
                .iterator()
                .next()
                .getLiquibaseBeans()
                .get("liquibase")
                .getChangeSets()
                .size();
    }
}
