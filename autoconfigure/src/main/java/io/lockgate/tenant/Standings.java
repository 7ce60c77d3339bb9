package io.lockgate.tenant;

import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.HistoryDigests.Standing;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks where tenants stand: on two connections, where there are many and more than one may be used. */
final class Standings {

    private static final Logger log = LoggerFactory.getLogger(Standings.class);

    /** As many as take about as long to ask about as a connection to open. */
    private static final int MANY = 400;

    /** How many are asked about at a time where two connections share the work. */
    private static final int SOME = 100;

    private final TenantRun run;

    private final boolean parallel;

    Standings(TenantRun run, int parallelism) {
        this.run = run;
        this.parallel = parallelism > 1;
    }

    /** The same tenants, and where they stand now. */
    static List<Tenant> of(Collection<Tenant> tenants, JdbcClient jdbc) {
        return seen(tenants, ask(tenants, jdbc));
    }

    /** The same tenants, and where they stand now. */
    List<Tenant> of(List<Tenant> tenants) {
        JdbcClient jdbc = run.connection().jdbc();
        if (!parallel || tenants.size() < MANY || !Connections.isOneFree(run)) {
            return of(tenants, jdbc);
        }
        Queue<List<Tenant>> left = new ConcurrentLinkedQueue<>();
        for (int from = 0; from < tenants.size(); from += SOME) {
            left.add(tenants.subList(from, Math.min(from + SOME, tenants.size())));
        }
        Map<String, Standing> standings = new ConcurrentHashMap<>();
        AtomicBoolean connected = new AtomicBoolean();
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> askOnAnotherConnection(left, standings, connected), Standings::start);
        try {
            askAll(left, jdbc, standings);
        } catch (RuntimeException | Error e) {
            left.clear();
            throw e;
        } finally {
            if (connected.get()) {
                await(second);
            }
            // otherwise it has taken nothing, and finds nothing left if its connection still arrives
        }
        askAll(left, jdbc, standings); // what was put back
        return seen(tenants, standings);
    }

    private static void await(CompletableFuture<Void> second) {
        try {
            second.join();
        } catch (CompletionException e) {
            FailureKind.throwError(Objects.requireNonNullElse(e.getCause(), e));
            throw e;
        }
    }

    private void askAll(Queue<List<Tenant>> left, JdbcClient jdbc, Map<String, Standing> standings) {
        for (List<Tenant> some = left.poll(); some != null; some = left.poll()) {
            try {
                run.cancellation().check();
                standings.putAll(ask(some, jdbc));
            } catch (RuntimeException e) {
                left.add(some);
                throw e;
            }
        }
    }

    /** Where there is no connection to be had, or it is lost, there still is the run's. */
    private void askOnAnotherConnection(
            Queue<List<Tenant>> left, Map<String, Standing> standings, AtomicBoolean connected) {
        try {
            MigrationConnection connection = run.open(false);
            try {
                connected.set(true);
                askAll(left, connection.jdbc(), standings);
            } finally {
                run.close(connection);
            }
        } catch (RuntimeException e) {
            FailureKind.throwError(e);
            log.debug("Tenants are asked about on one connection", e);
        }
    }

    private static Map<String, Standing> ask(Collection<Tenant> tenants, JdbcClient jdbc) {
        return HistoryDigests.of(jdbc, tenants.stream().map(Tenant::target).toList());
    }

    private static List<Tenant> seen(Collection<Tenant> tenants, Map<String, Standing> standings) {
        return tenants.stream()
                .map(tenant -> tenant.seen(standings.getOrDefault(tenant.schema(), Standing.MISSING)))
                .toList();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "lockgate-tenants-standings");
        thread.setDaemon(true);
        thread.start();
    }
}
