package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.lock.LockNotAcquiredException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tenants that some workers share, and what becomes of them; told on the thread that waits for the workers. */
final class Batch {

    private final Queue<Tenant> left;

    private final Map<Tenant, Optional<LockNotAcquiredException>> taken = new ConcurrentHashMap<>();

    private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();

    private final BiConsumer<Tenant, UnaryOperator<TenantReport>> reports;

    private final BooleanSupplier stopped;

    private volatile @Nullable LockgateException workerFailure;

    private volatile @Nullable Error error;

    private int working;

    private volatile boolean interrupted;

    /** Whether the one worker works on the thread that is told. */
    private boolean alone;

    /**
     * A batch.
     *
     * @param reports is told how the report of a tenant changes
     * @param stopped whether no other tenant is to begin
     */
    Batch(
            Collection<Tenant> tenants,
            BiConsumer<Tenant, UnaryOperator<TenantReport>> reports,
            BooleanSupplier stopped) {
        this.left = new ConcurrentLinkedQueue<>(tenants);
        this.reports = reports;
        this.stopped = stopped;
    }

    /** Lets the workers work, and waits for all of them. An {@link Error} of one ends the others, and is thrown here. */
    void run(List<Worker> workers) {
        if (workers.size() == 1) {
            alone = true;
            workers.get(0).run();
            return;
        }
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            Thread thread = new Thread(() -> work(worker), "lockgate-tenants-" + (threads.size() + 1));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        working = threads.size();
        while (working > 0) {
            try {
                Runnable next = news.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    next.run();
                } else if (threads.stream().noneMatch(Thread::isAlive)) {
                    // a worker that ran out of memory may be unable to say that it has ended
                    break;
                }
            } catch (InterruptedException e) {
                // workers must not be left behind with connections: they end with the tenant that they are at
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Error fatal = error;
        if (fatal != null) {
            throw fatal;
        }
    }

    private void work(Worker worker) {
        try {
            worker.run();
        } catch (Error e) {
            error = e;
        } finally {
            news.add(() -> working--);
        }
    }

    /** Whether there are tenants left that may begin. */
    boolean hasNext() {
        return !isStopped() && !left.isEmpty();
    }

    /** The next tenant to begin with; null if there is none, or none is to begin any more. */
    @Nullable
    Tenant next() {
        return isStopped() ? null : left.poll();
    }

    private boolean isStopped() {
        return interrupted || error != null || stopped.getAsBoolean();
    }

    void began(Tenant tenant) {
        tell(tenant, TenantReport::running);
    }

    void done(Tenant tenant, int changeSets) {
        tell(tenant, report -> report.current(changeSets));
    }

    /** Somebody else migrates it right now, or holds Liquibase's own lock. */
    void taken(Tenant tenant, @Nullable LockNotAcquiredException why) {
        taken.put(tenant, Optional.ofNullable(why));
        tell(tenant, TenantReport::behind);
    }

    void putBack(Tenant tenant) {
        // in this order: whoever takes it next tells what becomes of it
        tell(tenant, TenantReport::behind);
        left.add(tenant);
    }

    void failed(Tenant tenant, LockgateException failure) {
        tell(tenant, report -> report.failed(failure));
    }

    /** A worker has no connection to work on; the others go on. */
    void workerFailed(LockgateException failure) {
        workerFailure = failure;
    }

    private void tell(Tenant tenant, UnaryOperator<TenantReport> change) {
        if (alone) {
            reports.accept(tenant, change);
        } else {
            news.add(() -> reports.accept(tenant, change));
        }
    }

    /** Those that others were about to migrate, and what is known of who did. */
    Map<Tenant, Optional<LockNotAcquiredException>> taken() {
        return taken;
    }

    /** Why there are tenants left although none has stopped the others; null if there are none. */
    @Nullable
    LockgateException failure() {
        return left.isEmpty() || isStopped() ? null : workerFailure;
    }
}
