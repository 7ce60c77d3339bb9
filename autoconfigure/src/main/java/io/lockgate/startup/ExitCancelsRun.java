package io.lockgate.startup;

import io.lockgate.run.Migrate;
import java.time.Duration;

/**
 * Ends a run that goes on while the context is being refreshed, when the JVM is told to end. {@link ShutdownCancelsRun} would
 * come too late: Spring waits for the end of the refresh before it closes a context and says so
 * ({@code AbstractApplicationContext.close}).
 */
final class ExitCancelsRun {

    private final Migrate migrate;

    private final Duration timeout;

    ExitCancelsRun(Migrate migrate, Duration timeout) {
        this.migrate = migrate;
        this.timeout = timeout;
    }

    /** Does work that runs, cancelled by the end of the JVM. */
    void during(Runnable work) {
        Thread hook = new Thread(() -> ShutdownCancelsRun.cancel(migrate, timeout), "lockgate-exit");
        add(hook);
        try {
            work.run();
        } finally {
            remove(hook);
        }
    }

    private void add(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending already: no run is to start any more
            ShutdownCancelsRun.cancel(migrate, timeout);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending: the hook has its turn
        }
    }
}
