package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.changelog.Changelog;
import io.lockgate.run.Migrate;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates while the context is being refreshed. Until that is over nobody publishes that the application is to end, and Boot's
 * shutdown hook waits for it ({@code AbstractApplicationContext.close}); so a hook of our own cancels the run.
 */
record MigrateDuringRefresh(Migrate migrate, Duration shutdownTimeout) {

    private static final Logger log = LoggerFactory.getLogger(MigrateDuringRefresh.class);

    void run(Changelog changelog) {
        Thread hook = new Thread(() -> migrate.close(shutdownTimeout), "lockgate-shutdown");
        boolean hooked = hook(hook);
        try {
            migrate.runFor(changelog);
        } catch (LockgateException e) {
            throw Startup.failure(e);
        } finally {
            if (hooked) {
                unhook(hook);
            }
        }
    }

    private static boolean hook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            log.debug("The JVM is ending already", e);
            return false;
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("The JVM is ending, and the hook has done its work", e);
        }
    }
}
