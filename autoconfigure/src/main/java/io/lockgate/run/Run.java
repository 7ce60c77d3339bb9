package io.lockgate.run;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.database.Cancellation;
import io.lockgate.database.MigrationConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A run that is going on: its identity, and the clock of its steps. */
public final class Run {

    /** How often the statement of a run that is to end is cancelled: one cancel may fall between two statements. */
    private static final Duration CANCEL_INTERVAL = Duration.ofMillis(200);

    /** How long a run that took too long may take to roll back. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** What a run is to migrate. */
    enum Scope {
        /** What a bean needs that is being created. */
        EARLY,
        ALL,
        TENANTS
    }

    private final String id = UUID.randomUUID().toString();

    private final Trigger trigger;

    private final Scope scope;

    private final Instant startedAt = Instant.now();

    private final long startedNanos = System.nanoTime();

    private final Cancellation cancellation = new Cancellation();

    private final Thread thread = Thread.currentThread();

    private final CountDownLatch ended = new CountDownLatch(1);

    private final List<MigrationConnection> connections = new CopyOnWriteArrayList<>();

    private final Map<DataSource, Map<ChangelogTarget, TargetProgress>> progress = new HashMap<>();

    private final RunListener listener;

    private volatile @Nullable Duration timedOutAfter;

    Run(Trigger trigger, Scope scope, RunListener listener) {
        this.trigger = trigger;
        this.scope = scope;
        this.listener = listener;
    }

    /** A UUID, which also names the run in {@code lockgate_run} and in Liquibase's own lock. */
    public String id() {
        return id;
    }

    public Trigger trigger() {
        return trigger;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** How long the run has been going on. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Whether another run is to follow, which checks the schema: the gate stays closed until then. */
    public boolean isPreliminary() {
        return scope == Scope.EARLY;
    }

    /** Whether it migrates tenants alone, while the service already works with the shared schema: the gate stays open. */
    public boolean isBesideTraffic() {
        return scope == Scope.TENANTS;
    }

    /** Whether the caller is called, directly or not, by the run itself. */
    boolean isOnThisThread() {
        return thread == Thread.currentThread();
    }

    /** Whether the run was told to stop. */
    public boolean isCancelled() {
        return cancellation.isRequested();
    }

    Cancellation cancellation() {
        return cancellation;
    }

    RunListener listener() {
        return listener;
    }

    /** What was done to a target so far. */
    TargetProgress progressOf(DataSource dataSource, ChangelogTarget target) {
        return progress.computeIfAbsent(dataSource, database -> new HashMap<>())
                .computeIfAbsent(target, id -> new TargetProgress());
    }

    void opened(MigrationConnection connection) {
        connections.add(connection);
    }

    void closed(MigrationConnection connection) {
        connections.remove(connection);
    }

    /** Returns whether one of its connections was lost by no fault of what was executed on it. */
    boolean hasLostConnection() {
        return connections.stream().anyMatch(MigrationConnection::isSevered);
    }

    /** Ends the run when it takes longer than that. */
    void limit(Duration timeout) {
        Thread watch = new Thread(() -> endAfter(timeout), "lockgate-timeout");
        watch.setDaemon(true);
        watch.start();
    }

    private void endAfter(Duration timeout) {
        try {
            if (!awaitEnd(timeout)) {
                timedOutAfter = timeout;
                endWithin(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long the run was allowed to take, if it is to stop because it took longer. */
    @Nullable
    Duration timedOutAfter() {
        return timedOutAfter;
    }

    /**
     * Tells the run to stop; cuts its connections if it does not within that time, and at once where the run itself has called: it
     * cannot end before the caller returns.
     */
    boolean endWithin(Duration timeout) throws InterruptedException {
        cancellation.request();
        if (isOnThisThread()) {
            connections.forEach(MigrationConnection::abort);
            return true;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                connections.forEach(MigrationConnection::cancelStatement);
                if (awaitEnd(CANCEL_INTERVAL)) {
                    return true;
                }
            }
            return false;
        } finally {
            if (ended.getCount() > 0) {
                connections.forEach(MigrationConnection::abort);
            }
        }
    }

    void end() {
        ended.countDown();
    }

    /** Waits for the end of the run, in whatever way it ends. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    <T> T step(RunStep step, Supplier<T> work) {
        cancellation.check();
        listener.stepStarted(this, step);
        long start = System.nanoTime();
        T result = work.get();
        listener.stepFinished(this, step, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    void step(RunStep step, Runnable work) {
        step(step, () -> {
            work.run();
            return step;
        });
    }
}
