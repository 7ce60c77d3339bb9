package io.lockgate.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.Replicas;
import io.lockgate.testing.Start;
import io.lockgate.testing.Stopwatch;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index is built concurrently while ten services wait for the lock, as if nobody waited, whatever their pools are set to.
 * {@code CREATE INDEX CONCURRENTLY} waits for every snapshot that is older than itself: a waiter that kept one would hang the
 * build, and one that blocks in {@code pg_advisory_lock} deadlocks with it. PostgreSQL looks for deadlocks after {@code
 * deadlock_timeout}, so it matters how long they have waited.
 */
class ConcurrentIndexIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(ConcurrentIndexIntegrationTests.class);

    private static final int WAITERS = 10;

    /** The default is a second. */
    private static final Duration LONGER_THAN_DEADLOCK_TIMEOUT = Duration.ofSeconds(2);

    /** Without waiters it takes some ten milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(
            strings = {"auto-commit=true", "auto-commit=false", "transaction-isolation=TRANSACTION_REPEATABLE_READ"})
    void itIsBuiltAsIfNobodyWaited(String pool) throws SQLException {
        service.with(Stopwatch.class).changelog("""
                --changeset ana:orders
                create table orders (id int);
                insert into orders select generate_series(1, 1000);
                --changeset ana:held
                %s
                --changeset ana:first runInTransaction:false
                create index concurrently orders_first on orders (id);
                --changeset ana:long
                select pg_sleep(4);
                --changeset ana:second runInTransaction:false
                create index concurrently orders_second on orders (id);
                """.formatted(HeldChangeset.WAITS));
        String option = "spring.datasource.hikari." + pool;
        Start holder;
        Replicas waiters;
        try (HeldChangeset held = service.holdChangeset()) {
            holder = service.begin(option, "lockgate.ddl.lock-timeout=0");
            held.awaitWaiting();
            waiters = service.replicate(WAITERS, option);
            waiters.awaitWaiting();
        }
        awaitIndex("first", "they have just come, " + pool);
        try (Connection reader = service.database().connect()) {
            keepSnapshot(reader);
            await().until(this::buildWaits);
            await().pollDelay(LONGER_THAN_DEADLOCK_TIMEOUT).until(this::buildWaits);
        }
        awaitIndex("second", "they have waited for long, " + pool);

        holder.awaitReady();
        waiters.awaitReady();
        assertThat(waiters.beans(Stopwatch.class)).noneMatch(Stopwatch::hasApplied);
        assertThat(service.database().history()).containsExactly("orders", "held", "first", "long", "second");
        assertThat(service.database().query("select indisvalid from pg_index where indrelid = 'orders'::regclass"))
                .containsExactly("t", "t");
        assertThat(service.database()
                        .query("select deadlocks from pg_stat_database where datname = current_database()"))
                .containsExactly("0");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    private void awaitIndex(String changeset, String circumstances) {
        long start = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> service.database().history().contains(changeset));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        log.info(
                "measured: index built {} ms after it could be, with {} waiters ({})",
                taken.toMillis(),
                WAITERS,
                circumstances);
        assertThat(taken).isLessThan(PATIENCE);
    }

    private static void keepSnapshot(Connection reader) throws SQLException {
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        reader.createStatement().execute("select count(*) from orders");
    }

    private boolean buildWaits() {
        return !service.database()
                .query("select pid from pg_stat_progress_create_index where phase like 'waiting for %'"
                        + " and datname = current_database()")
                .isEmpty();
    }
}
