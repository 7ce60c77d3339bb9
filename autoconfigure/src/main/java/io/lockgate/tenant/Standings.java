package io.lockgate.tenant;

import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.HistoryDigests.Standing;
import io.lockgate.database.MigrationConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks where tenants stand: where there are many and more than one connection may be used, half of them on a second one. */
final class Standings {

    private static final Logger log = LoggerFactory.getLogger(Standings.class);

    /** As many as take about as long to ask about as a connection to open. */
    private static final int MANY = 400;

    private final TenantRun run;

    private final boolean parallel;

    Standings(TenantRun run, int parallelism) {
        this.run = run;
        this.parallel = parallelism > 1;
    }

    /** The same tenants, and where they stand now. */
    static List<Tenant> of(Collection<Tenant> tenants, JdbcClient jdbc) {
        Map<String, Standing> standings =
                HistoryDigests.of(jdbc, tenants.stream().map(Tenant::target).toList());
        return tenants.stream()
                .map(tenant -> tenant.seen(standings.getOrDefault(tenant.schema(), Standing.MISSING)))
                .toList();
    }

    /** The same tenants, and where they stand now. */
    List<Tenant> of(List<Tenant> tenants) {
        JdbcClient jdbc = run.connection().jdbc();
        if (!parallel || tenants.size() < MANY || !Connections.isOneFree(run)) {
            return of(tenants, jdbc);
        }
        List<Tenant> some = tenants.subList(0, tenants.size() / 2);
        List<Tenant> others = tenants.subList(some.size(), tenants.size());
        CompletableFuture<Optional<List<Tenant>>> second =
                CompletableFuture.supplyAsync(() -> onAnotherConnection(others), Standings::start);
        List<Tenant> all = new ArrayList<>(tenants.size());
        try {
            all.addAll(of(some, jdbc));
        } finally {
            second.join();
        }
        run.cancellation().check();
        all.addAll(second.join().orElseGet(() -> of(others, jdbc)));
        return all;
    }

    /** Nothing where there is no connection to be had, or it is lost: there still is the run's. */
    private Optional<List<Tenant>> onAnotherConnection(List<Tenant> tenants) {
        try {
            MigrationConnection connection = run.open(false);
            try {
                return Optional.of(of(tenants, connection.jdbc()));
            } finally {
                run.close(connection);
            }
        } catch (RuntimeException e) {
            log.debug("Not all tenants are asked about on two connections", e);
            return Optional.empty();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "lockgate-tenants-standings");
        thread.setDaemon(true);
        thread.start();
    }
}
