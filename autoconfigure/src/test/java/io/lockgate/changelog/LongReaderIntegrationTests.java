package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.Measurement;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DDL that waits for a long reader makes everybody wait who comes after it: the whole application stands still as long as the
 * reader reads, unless the DDL gives way again and again.
 */
class LongReaderIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(LongReaderIntegrationTests.class);

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    /** Five times what it should be. */
    private static final Duration OVERHEAD = Duration.ofMillis(500);

    private static final Duration READING = Duration.ofSeconds(6);

    private static final int CLIENTS = 4;

    @RegisterExtension
    private final TestService service = new TestService();

    private volatile boolean migrated;

    @BeforeEach
    void createTable() {
        service.database().execute("create table orders (id int)");
        service.changelog("--changeset ana:1\nalter table orders add note text;\n");
    }

    @Test
    void theApplicationGoesOnWhileTheMigrationWaits() throws SQLException {
        List<CompletableFuture<List<Duration>>> clients = new ArrayList<>();
        try (Connection reader = service.database().connect();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from orders");
            var watch = Measurement.start();
            Stream.generate(() -> CompletableFuture.supplyAsync(this::read))
                    .limit(CLIENTS)
                    .forEach(clients::add);

            var start = service.begin(
                    "lockgate.ddl.lock-timeout=%dms".formatted(LOCK_TIMEOUT.toMillis()),
                    "lockgate.retry.max-attempts=1000");
            await().until(() -> watch.elapsed().compareTo(READING) > 0);

            assertThat(start.isDone()).isFalse();
            assertThat(service.database().history()).isEmpty();
            reader.rollback();
            var waited = Measurement.start();
            start.awaitReady();
            log.info("measured: ready {} ms after the reader", waited.elapsed().toMillis());
        } finally {
            migrated = true;
        }

        List<Duration> reads = clients.stream()
                .flatMap(client -> client.orTimeout(1, TimeUnit.MINUTES).join().stream())
                .sorted()
                .toList();
        Duration longest = reads.get(reads.size() - 1);
        log.info(
                "measured: {} reads beside the migration, p99 {} ms, longest {} ms, lock timeout {} ms",
                reads.size(),
                reads.get(reads.size() * 99 / 100).toMillis(),
                longest.toMillis(),
                LOCK_TIMEOUT.toMillis());
        assertThat(longest).isGreaterThan(LOCK_TIMEOUT.dividedBy(2)).isLessThan(LOCK_TIMEOUT.plus(OVERHEAD));
        assertThat(service.database()
                        .query("select column_name from information_schema.columns"
                                + " where table_name = 'orders' order by 1"))
                .containsExactly("id", "note");
        assertThat(service.database().history()).containsExactly("1");
    }

    /** Reads as long as the migration lasts; how long each read took. */
    private List<Duration> read() {
        List<Duration> reads = new ArrayList<>();
        try (Connection client = service.database().connect();
                var statement = client.prepareStatement("select count(*) from orders")) {
            while (!migrated) {
                var watch = Measurement.start();
                statement.executeQuery().close();
                reads.add(watch.elapsed());
                // as fast as the machine can would measure the machine
                Thread.sleep(1);
            }
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return reads;
    }
}
