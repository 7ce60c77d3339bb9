package io.lockgate.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.Replicas;
import io.lockgate.testing.Start;
import io.lockgate.testing.Stopwatch;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fifty services that wait behind a long migration are done right after it, since they need not pass the lock on to each
 * other to see that there is nothing left for them to do.
 */
class WaitersIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(WaitersIntegrationTests.class);

    private static final int WAITERS = Integer.getInteger("lockgate.crowd.services", 50);

    /** Five times what it should take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void allAreDoneSoonAfterTheMigration() {
        service.with(Stopwatch.class).changelog("""
                --changeset ana:held
                create table orders (id int);
                %s
                --changeset ana:long
                insert into orders values (1);
                select pg_sleep(10);
                """.formatted(HeldChangeset.WAITS));
        Start holder;
        Replicas waiters;
        try (HeldChangeset held = service.holdChangeset()) {
            holder = service.begin("lockgate.ddl.lock-timeout=0");
            held.awaitWaiting();
            waiters = service.replicate(WAITERS);
            waiters.awaitWaiting();
        }

        holder.awaitReady();
        waiters.awaitReady();

        Stopwatch migration = holder.bean(Stopwatch.class);
        Duration last = waiters.beans(Stopwatch.class)
                .map(waiter -> waiter.doneAfter(migration))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        log.info("measured: the last of {} waiters is done {} ms after the migration", WAITERS, last.toMillis());
        assertThat(last).isLessThan(PATIENCE);
        assertThat(waiters.beans(Stopwatch.class)).noneMatch(Stopwatch::hasApplied);
        assertThat(service.database().query("select id from orders")).containsExactly("1");
        assertThat(service.database().lockHolders()).isEmpty();
    }
}
