package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Behind a pooler nobody migrates by mistake. Where it pools transactions, the session that got a lock is another one a
 * statement later, and the lock excludes nobody; where it pools sessions, it works for those who say that they know.
 */
@EnabledIf(
        value = "io.lockgate.sample.PgBouncer#isExpected",
        disabledReason = "pgbouncer is not installed; with CI=true this would be a failure")
class PoolerIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(PoolerIntegrationTests.class);

    private static final String KNOWN = "--lockgate.lock.pooler=session";

    private static final int FAILED = 1;

    private static final int CLIENTS = 10;

    @AutoClose
    private final DatabaseServer server = DatabaseServer.start();

    @AutoClose
    private final Deployment deployment = Deployment.of(PoolerIntegrationTests.class, server);

    /** {@code pool_mode = transaction}. */
    @Nested
    class OfTransactions {

        @AutoClose
        private final PgBouncer pooler = PgBouncer.start(server, "transaction");

        @Test
        void isRefusedWhileNobodyElseUsesIt() throws SQLException {
            assertThatItIsRefused(deployment.start(at(pooler)), "connection pooler");

            assertThat(settingsOf(pooler)).isNotEmpty().containsOnly("0");
        }

        @Test
        @SuppressWarnings("try") // goes on, not used
        void isRefusedWhileOthersUseIt() {
            try (Traffic others = Traffic.on(pooler.url(deployment.database()), CLIENTS)) {
                assertThatItIsRefused(deployment.start(at(pooler)), "connection pooler");
            }
        }

        @Test
        void isRefusedWhileNobodyElseUsesItThoughCalledOneOfSessions() {
            assertThatItIsRefused(deployment.start(at(pooler), KNOWN), "transaction pooling");
        }

        @Test
        @SuppressWarnings("try") // goes on, not used
        void isRefusedWhileOthersUseItThoughCalledOneOfSessions() {
            try (Traffic others = Traffic.on(pooler.url(deployment.database()), CLIENTS)) {
                assertThatItIsRefused(deployment.start(at(pooler), KNOWN), "transaction pooling");
            }
        }
    }

    /** {@code pool_mode = session}. */
    @Nested
    class OfSessions {

        @AutoClose
        private final PgBouncer pooler = PgBouncer.start(server, "session");

        @Test
        void isRefusedUnlessItIsKnown() {
            assertThatItIsRefused(deployment.start(at(pooler)), "connection pooler");
        }

        @Test
        void worksOnceItIsKnown() {
            deployment.start(at(pooler), KNOWN).awaitReady();

            assertThat(deployment.recorded("1.4-tag")).isOne();
            assertThat(deployment.recordedTwice()).isEmpty();
            assertThat(deployment.lockHolders()).isEmpty();
        }

        @Test
        void aKilledClientLeavesItsLockToTheNext() {
            deployment.hold();
            OrdersProcess killed = deployment.startOn(Deployment.HELD, at(pooler), KNOWN);
            eventually(deployment::isHeld);

            long start = System.nanoTime();
            killed.kill();
            eventually(() -> deployment.lockHolders().isEmpty());
            Duration free = Duration.ofNanos(System.nanoTime() - start);
            log.info("measured: killed behind a pooler of sessions, lock free after {} ms", free.toMillis());
            assertThat(free).isLessThan(Duration.ofSeconds(10));
            assertThat(deployment.recorded("held")).isZero();

            deployment.letGo();
            deployment.startOn(Deployment.HELD, at(pooler), KNOWN).awaitReady();
            assertThat(deployment.recorded("held")).isOne();
            assertThat(deployment.recordedTwice()).isEmpty();
        }
    }

    private String at(PgBouncer pooler) {
        return "--spring.datasource.url=" + pooler.url(deployment.database());
    }

    /** What others get to see who share the sessions: as many clients at once as there are sessions meet all of them. */
    private List<String> settingsOf(PgBouncer pooler) throws SQLException {
        List<Connection> clients = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int sessions = deployment.sessions("true"); sessions > 0; sessions--) {
            Connection client = DriverManager.getConnection(
                    pooler.url(deployment.database()), LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
            clients.add(client);
            client.setAutoCommit(false);
            try (ResultSet row = client.createStatement()
                    .executeQuery("select current_setting('client_connection_check_interval')")) {
                row.next();
                settings.add(row.getString(1));
            }
        }
        for (Connection client : clients) {
            client.close();
        }
        return settings;
    }

    private void assertThatItIsRefused(OrdersProcess service, String why) {
        assertThat(service.exitCode(PATIENCE)).isEqualTo(FAILED);
        assertThat(service.output()).contains("APPLICATION FAILED TO START", why, "Action:");
        assertThat(deployment.tables()).isEmpty();
        assertThat(deployment.lockHolders()).isEmpty();
    }
}
