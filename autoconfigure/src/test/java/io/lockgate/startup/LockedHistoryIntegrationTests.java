package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.Http;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody holds a lock on the history for long, as vacuum full does: who asks leaves no session behind that waits for it. */
class LockedHistoryIntegrationTests {

    private static final Duration WAITING = Duration.ofSeconds(20);

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void whoAsksForTheSchemaDoesNotWaitOnTheServer() throws SQLException {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        Http http = service.listening().start().http();

        whileLocked("public.databasechangelog", () -> {
            for (String path : List.of("/actuator/schema", "/actuator/schema/public")) {
                assertThat(http.json(path)).extractingPath("$.hint").asString().contains("does not answer");
            }
        });
    }

    @Test
    void whoAsksForATenantDoesNotWaitOnTheServer() throws SQLException {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        Lockgate lockgate = service.tenants("--changeset ana:1\ncreate table orders (id int);\n")
                .withTenants(1)
                .start()
                .bean(Lockgate.class);
        service.database()
                .execute("create schema guest", "create table guest.databasechangelog (like t001.databasechangelog)");

        whileLocked(
                "guest.databasechangelog",
                () -> assertThat(lockgate.isReady("guest")).isFalse());
    }

    private void whileLocked(String table, Runnable question) throws SQLException {
        try (Connection other = service.database().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table %s in access exclusive mode".formatted(table));

            question.run();

            await().atMost(WAITING)
                    .untilAsserted(() -> assertThat(service.database()
                                    .query("select query from pg_stat_activity where wait_event_type = 'Lock'"
                                            + " and datname = current_database()"))
                            .isEmpty());
        }
    }
}
