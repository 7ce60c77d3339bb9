package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.lock.LockKey;
import io.lockgate.testing.TestService;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two histories of one schema have locks of their own, but share the table of Liquibase's lock. */
@Tag("liquibase")
class SharedLockTableIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void theRowOfARunOnAnotherHistoryIsNotTakenOverWhileItLives() throws SQLException {
        service.database().createLiquibasesLock("true, now(), 'lockgate:alive'");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        try (var other = service.database().connect();
                var statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(%s)".formatted(LockKey.of("public", "databasechangeloglock")));
            var failure = service.failToStart(
                    "spring.liquibase.database-change-log-table=history_b", "lockgate.lock.wait-timeout=300ms");

            assertThat(failure.description()).contains("was not free within 300ms");
            assertThat(failure.exitCode()).isEqualTo(75);
            assertThat(service.database().query("select lockedby from databasechangeloglock"))
                    .containsExactly("lockgate:alive");
        }

        await().untilAsserted(() -> assertThat(
                        service.database().query("select pid from pg_locks where locktype = 'advisory'"))
                .isEmpty());
        service.startAndStop("spring.liquibase.database-change-log-table=history_b");
        assertThat(service.database().query("select lockedby from databasechangeloglock"))
                .containsOnlyNulls();
    }
}
