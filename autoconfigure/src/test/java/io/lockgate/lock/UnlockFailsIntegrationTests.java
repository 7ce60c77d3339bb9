package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose lock could not be released must not return to its pool: idle there, it would lock everybody out for as long
 * as the process lives.
 */
class UnlockFailsIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(UnlockFailsIntegrationTests.class);

    /** Five times what it should take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String FIRST = "--changeset ana:1\ncreate table seen as select pg_backend_pid() as pid;\n";

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void theServerRefuses() {
        theSessionIsGivenUp((connection, statement) -> {
            throw new SQLException("the server is in trouble", "XX000");
        });
    }

    @Test
    void theServerSaysThatItWasNotHeld() {
        theSessionIsGivenUp((connection, statement) -> {
            try (Statement other = connection.createStatement()) {
                other.execute("select pg_advisory_unlock_all()");
            }
            return statement.call();
        });
    }

    @Test
    void theAnswerGetsLost() {
        theSessionIsGivenUp((connection, statement) -> {
            statement.call();
            throw new SQLException("no answer came", "08006");
        });
    }

    private void theSessionIsGivenUp(Unlock unlock) {
        service.changelog(FIRST);
        service.intercept((sql, connection, statement) ->
                sql.contains("pg_advisory_unlock(") ? unlock.instead(connection, statement) : statement.call());

        var first = service.start();

        var watch = Measurement.start();
        await().until(() -> service.database().lockHolders().isEmpty());
        log.info("measured: lock free {} ms after the start", watch.elapsed().toMillis());
        assertThat(watch.elapsed()).isLessThan(PATIENCE);
        assertThat(service.output()).contains("it is given up, not returned to its pool");
        await().untilAsserted(() -> assertThat(
                        service.database().query("select pid from seen intersect select pid from pg_stat_activity"))
                .isEmpty());
        assertThat(first.bean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections())
                .isZero();
        anotherPodMigratesAtOnce();
    }

    private void anotherPodMigratesAtOnce() {
        service.changelog(FIRST + "--changeset ana:2\ncreate table orders (id int);\n");
        service.intercept((sql, connection, statement) -> statement.call());

        service.start();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(service.output()).doesNotContain("Waiting for lock");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    private interface Unlock {

        Object instead(Connection connection, Callable<Object> statement) throws Exception;
    }
}
