package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Somebody watches the borrower of a connection as long as a changelog is applied, and no longer. */
class BorrowerIsWatchedIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private final List<String> seen = new ArrayList<>();

    private MigrationConnection connection;

    @BeforeEach
    void watch() throws SQLException {
        connection = MigrationConnection.open(
                new DriverManagerDataSource(service.database().url(), "postgres", ""),
                SessionSettings.of("orders", Pooler.REFUSE),
                new Cancellation());
        connection.watch(
                (sql, complete, statement) -> {
                    seen.add(sql);
                    return statement.execute();
                },
                () -> seen.add("rolled back"));
    }

    @AfterEach
    void close() {
        connection.close();
    }

    @Test
    void statementsAndRollbacksAreSeen() throws SQLException {
        Connection lent = connection.lend();
        lent.setAutoCommit(false);
        try (Statement statement = lent.createStatement()) {
            statement.execute("select 1");
            statement.getConnection().rollback();
        }

        assertThat(seen).containsExactly("select 1", "rolled back");
    }

    @Test
    void nothingIsSeenAfterwards() throws SQLException {
        connection.stopWatching();
        Connection lent = connection.lend();
        lent.setAutoCommit(false);
        try (Statement statement = lent.createStatement()) {
            statement.execute("select 1");
        }
        lent.rollback();

        assertThat(seen).isEmpty();
    }
}
