package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.changelog.Changelog;
import io.lockgate.run.Migrate;
import io.lockgate.run.RunListener;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.core.metrics.ApplicationStartup;

/** How an application starts and stops with this library in it. */
public final class Startup {

    /** The name of the bean that migrates. */
    public static final String RUNNER = "lockgateMigrateOnStartup";

    private Startup() {}

    /** Migrates before the runners of the application; a bean of the name {@link #RUNNER}. */
    public static ApplicationRunner migrating(
            Migrate migrate, ReadinessGate gate, OnFailure onFailure, ConfigurableApplicationContext context) {
        return new MigrateOnStartup(migrate, gate, onFailure, context);
    }

    /**
     * The first listener of the application's end, which cancels a run.
     *
     * @param timeout how long the run may take to roll back and release its lock
     */
    public static ApplicationListener<ContextClosedEvent> cancelling(
            Migrate migrate, Duration timeout, ApplicationContext context) {
        return new ShutdownCancelsRun(migrate, timeout, context);
    }

    /**
     * Migrates while the context is being refreshed; the end of the JVM cancels it.
     *
     * @param timeout how long the run may take to roll back and release its lock
     * @throws LockgateException as {@link #failure} makes it of what failed
     */
    public static void migrateEarly(Migrate migrate, Changelog changelog, Duration timeout) {
        try {
            new ExitCancelsRun(migrate, timeout).during(() -> migrate.runFor(changelog));
        } catch (LockgateException e) {
            throw failure(e);
        }
    }

    /** A listener that publishes what happens to runs as application events. */
    public static RunListener publishing(ApplicationEventPublisher publisher) {
        return new EventPublisher(publisher);
    }

    /** A listener that records runs and their steps as steps of the start. */
    public static RunListener recording(ApplicationStartup startup) {
        return new StartupSteps(startup);
    }

    /** A listener that takes back readiness which application code declares before the first run has succeeded. */
    public static ApplicationListener<PayloadApplicationEvent<?>> holdingReadiness(
            ReadinessGate gate, ApplicationEventPublisher publisher) {
        return new EarlyReadiness(gate, publisher);
    }

    /** A handler that ends the process with the exit code 1 after an {@link Error} on a thread of ours. */
    public static Thread.UncaughtExceptionHandler ending(ApplicationContext context) {
        return new ErrorEndsProcess(context);
    }

    /** A failure as one of the start, which gives the process its exit code: 75 where trying again can help, else 1. */
    public static LockgateException failure(LockgateException cause) {
        return new StartupFailedException(cause);
    }

    /** What of an application would use the database while its context starts, and so before it is migrated. */
    public static List<String> earlyUsers(ListableBeanFactory beans, Environment environment) {
        return EarlyDatabaseUse.in(beans, environment);
    }

    /** The failure with its whole message, where one of {@link #failure} has only a summary. */
    public static LockgateException reasonOf(LockgateException failure) {
        return failure instanceof StartupFailedException startup ? startup.reason() : failure;
    }
}
