package io.lockgate.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.Replicas;
import io.lockgate.testing.Stopwatch;
import io.lockgate.testing.TestService;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fifty services that start at once on an empty database all come up, and one of them migrates. Liquibase creates its tables
 * before it asks for its own lock, so that services without us crash each other there.
 */
@Tag("liquibase")
class EmptyDatabaseIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(EmptyDatabaseIntegrationTests.class);

    private static final int SERVICES = Integer.getInteger("lockgate.crowd.services", 50);

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void allBecomeReadyAndOneMigrates() {
        service.with(Stopwatch.class).changelog("""
                --changeset ana:table
                create table orders (id int);
                --changeset ana:row
                insert into orders values (1);
                """);

        Replicas replicas = service.replicate(SERVICES);

        long start = System.nanoTime();
        replicas.awaitReady();
        log.info(
                "measured: {} services are ready {} ms after they asked for the lock",
                SERVICES,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(replicas.beans(Stopwatch.class))
                .filteredOn(Stopwatch::hasApplied)
                .hasSize(1);
        assertThat(service.database().history()).containsExactly("table", "row");
        assertThat(service.database().query("select id from orders")).containsExactly("1");
        assertThat(service.database().lockHolders()).isEmpty();
    }
}
