package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.run.Migrate;
import io.lockgate.run.Trigger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.PriorityOrdered;

/**
 * Migrates once, when {@link BeforeRunners} says so: the web server is up and liveness is {@code CORRECT}, but neither the user's
 * own runners nor {@code ApplicationReadyEvent}, which lets traffic in, have had their turn
 * ({@code SpringApplication.run}). A failure still reaches Boot's failure analysis from here. It is a runner as well, for an
 * application whose packaging has lost {@code META-INF/spring.factories}, and with it {@link BeforeRunners}.
 */
final class MigrateOnStartup implements ApplicationRunner, PriorityOrdered {

    private static final Logger log = LoggerFactory.getLogger(MigrateOnStartup.class);

    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private static final long CLOSE_INTERVAL = 20;

    /** Time that the thread which has closed the context may take to call {@code System.exit}, in milliseconds. */
    private static final long EXIT_PATIENCE = 2_000;

    private final Migrate migrate;

    private final ReadinessGate gate;

    private final OnFailure onFailure;

    private final ConfigurableApplicationContext context;

    private final AtomicBoolean begun = new AtomicBoolean();

    MigrateOnStartup(Migrate migrate, ReadinessGate gate, OnFailure onFailure, ConfigurableApplicationContext context) {
        this.migrate = migrate;
        this.gate = gate;
        this.onFailure = onFailure;
        this.context = context;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        migrate();
    }

    /** Migrates, unless that was begun before. */
    void migrate() {
        if (begun.getAndSet(true)) {
            return;
        }
        try {
            migrate.run(Trigger.STARTUP);
        } catch (RuntimeException e) {
            abandonIfClosing();
            if (!(e instanceof LockgateException failure)) {
                throw e;
            }
            if (onFailure == OnFailure.EXIT) {
                throw Startup.failure(failure);
            }
            log.error("The application stays alive and not ready: {}", failure.getMessage());
            holdUntilOpen();
        }
        abandonIfClosing();
    }

    /** The user's runners are to meet a ready schema; so the start waits here until somebody makes it ready. */
    private void holdUntilOpen() {
        try {
            boolean open = false;
            while (!open && !migrate.isClosed()) {
                open = gate.awaitOpen(LOOK_UP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SpringApplication.AbandonedRunException(context);
        }
    }

    /**
     * During a shutdown the start must neither go on, which would declare the application ready, nor fail, which would report a
     * failed start and close a context that is closing ({@code SpringApplication.handleRunFailure}). It waits for whoever closes
     * the context: the main thread may be the last that keeps the JVM alive, which would exit with 1 before that one can exit
     * with the code of {@code SpringApplication.exit}.
     */
    private void abandonIfClosing() {
        if (migrate.isClosed()) {
            awaitExit();
            throw new SpringApplication.AbandonedRunException(context);
        }
    }

    /** Waits for the end of the context, and a moment longer for {@code System.exit}, which does not return. */
    private void awaitExit() {
        try {
            while (context.isActive()) {
                Thread.sleep(CLOSE_INTERVAL);
            }
            Thread.sleep(EXIT_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
