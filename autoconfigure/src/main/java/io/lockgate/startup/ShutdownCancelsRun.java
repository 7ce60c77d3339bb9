package io.lockgate.startup;

import io.lockgate.run.Migrate;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Ends a run when the application is shut down, before the beans it works with are destroyed: the statement is cancelled, the
 * changeset rolled back, the lock released. Left alone, PostgreSQL would go on with the statement after the process is gone.
 */
final class ShutdownCancelsRun implements ApplicationListener<ContextClosedEvent>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ShutdownCancelsRun.class);

    private final Migrate migrate;

    private final Duration timeout;

    private final ApplicationContext context;

    ShutdownCancelsRun(Migrate migrate, Duration timeout, ApplicationContext context) {
        this.migrate = migrate;
        this.timeout = timeout;
        this.context = context;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        // events of child contexts come by, too
        if (event.getApplicationContext() == context) {
            cancel(migrate, timeout);
        }
    }

    static void cancel(Migrate migrate, Duration timeout) {
        if (!migrate.close(timeout)) {
            log.warn(
                    "The run did not end within {} s: any connection that it has is cut, and the server rolls it back",
                    timeout.toSeconds());
        }
    }
}
