package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.testing.TestService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Somebody else has so many locks that the server has no room for ours: whoever cannot take the lock must not migrate. */
class OutOfSharedMemoryIntegrationTests {

    /** Takes what is left at the very moment at which we ask. */
    private Runnable hoard = () -> {};

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        if (sql.contains("pg_try_advisory_lock(")) {
            hoard.run();
        }
        return statement.call();
    });

    @Test
    void theErrorSaysWhatToDoAndNothingIsMigrated() throws Exception {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "10")
                        .setServerConfig("max_locks_per_transaction", "10")
                        .start();
                var other = server.getPostgresDatabase().getConnection()) {
            var hoarder = JdbcClient.create(new SingleConnectionDataSource(other, true));
            hoard = () -> takeAllLocks(hoarder);

            var failure = service.failToStart("spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"));

            hoarder.sql("select pg_advisory_unlock_all()").query().listOfRows();
            assertThat(failure.description()).contains("out of shared memory");
            assertThat(failure.description() + failure.action()).contains("max_locks_per_transaction");
            assertThat(failure.exitCode()).isEqualTo(75);
            assertThat(hoarder.sql("select pid from pg_locks where locktype = 'advisory'")
                            .query(Integer.class)
                            .list())
                    .isEmpty();
            assertThat(hoarder.sql("select count(*) from pg_class where relnamespace = 'public'::regnamespace")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    /** Those that were granted stay with the session, although the statement fails. */
    private static void takeAllLocks(JdbcClient hoarder) {
        assertThatThrownBy(() -> hoarder.sql("select pg_advisory_lock(i) from generate_series(1, 1000000) i")
                        .query()
                        .listOfRows())
                .hasMessageContaining("out of shared memory");
    }
}
