package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@Tag("liquibase")
class SessionIsRestoredIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private static final List<String> SETTINGS = List.of(
            "application_name",
            "idle_in_transaction_session_timeout",
            "idle_session_timeout",
            "client_connection_check_interval",
            "tcp_keepalives_idle",
            "tcp_user_timeout");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOnlyConnectionOfThePoolIsAsBefore(boolean autoCommit) throws SQLException {
        service.database()
                .execute("alter database %s set idle_session_timeout = '1h'"
                        .formatted(service.database().name()));
        service.changelog("""
                --changeset ana:1
                create table seen as
                select pg_backend_pid() as pid, name, setting from pg_settings where name in ('%s');
                """.formatted(String.join("', '", SETTINGS)));

        var start = service.start(
                "spring.datasource.hikari.maximum-pool-size=1", "spring.datasource.hikari.auto-commit=" + autoCommit);

        assertThat(service.database().query("select setting from seen where name = 'application_name'"))
                .first()
                .asString()
                .startsWith("lockgate:orders:");
        assertThat(service.database().query("select setting from seen where name like 'idle%'"))
                .containsExactly("0", "0");
        try (Connection pooled = start.bean(DataSource.class).getConnection();
                Connection fresh = service.database().connect()) {
            assertThat(pooled.getAutoCommit()).isEqualTo(autoCommit);
            assertThat(values(pooled, "select distinct pid from seen"))
                    .isEqualTo(values(pooled, "select pg_backend_pid()"));
            for (String setting : SETTINGS) {
                assertThat(values(pooled, "show " + setting)).isEqualTo(values(fresh, "show " + setting));
            }
            assertThat(values(pooled, "show idle_session_timeout")).containsExactly("1h");
            assertThat(values(pooled, "select locktype from pg_locks where locktype = 'advisory'"))
                    .isEmpty();
        }
    }

    @Test
    void theConnectionIsAsBeforeAfterAFailureToo() throws SQLException {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");
        var start = service.begin("lockgate.on-failure=stay", "spring.datasource.hikari.maximum-pool-size=1");
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);

        try (Connection pooled = start.bean(DataSource.class).getConnection()) {
            assertThat(values(pooled, "show application_name")).containsExactly("PostgreSQL JDBC Driver");
            assertThat(values(pooled, "select locktype from pg_locks where locktype = 'advisory'"))
                    .isEmpty();
        }
    }

    private static List<String> values(Connection connection, String sql) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql(sql)
                .query(String.class)
                .list();
    }
}
