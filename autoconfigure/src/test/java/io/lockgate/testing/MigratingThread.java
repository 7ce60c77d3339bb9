package io.lockgate.testing;

import io.lockgate.run.RunResult;
import io.lockgate.startup.Lockgate;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run that application code asked for, on a thread of its own. */
public final class MigratingThread {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FutureTask<RunResult> run;

    private final Thread thread;

    private volatile boolean interruptedAtTheEnd;

    private MigratingThread(Lockgate lockgate) {
        run = new FutureTask<>(() -> {
            try {
                return lockgate.migrate();
            } finally {
                interruptedAtTheEnd = Thread.currentThread().isInterrupted();
            }
        });
        thread = new Thread(run, "migrating");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins a run of a service that has started. */
    public static MigratingThread in(Start service) {
        return new MigratingThread(service.bean(Lockgate.class));
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** Whether the interrupt was handed on to whoever asked for the run. */
    public boolean wasInterruptedAtTheEnd() {
        return interruptedAtTheEnd;
    }

    /** How long the thread has been computing since it began. */
    public Duration computed() {
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
    }

    /** Waits until the run has succeeded. */
    public RunResult awaitSuccess() {
        try {
            return run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            throw new AssertionError("The run did not succeed", e);
        }
    }

    /** Waits until the run has failed. */
    public Throwable awaitFailure() {
        try {
            run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("The run neither failed nor succeeded", e);
        }
        throw new AssertionError("The run succeeded");
    }

    /** Waits until the run is over, in whatever way. */
    public void awaitEnd() {
        try {
            run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // which is an end, too
            return;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("The run did not end", e);
        }
    }
}
