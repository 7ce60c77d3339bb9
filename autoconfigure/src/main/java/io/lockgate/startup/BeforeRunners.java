package io.lockgate.startup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Lets {@link MigrateOnStartup} have its turn before any runner. Among runners nobody can be sure to be the first: Spring Boot
 * collects them in an {@code IdentityHashMap} ({@code SpringApplication.callRunners}), so that two of the highest precedence come
 * in an order that differs from start to start. This listener is called on the thread of the start right before them, after
 * {@code ApplicationStartedEvent} and {@code LivenessState.CORRECT} were published; what it throws is handled as what a runner
 * throws.
 */
final class BeforeRunners implements SpringApplicationRunListener, Ordered {

    /** After Spring Boot's own, which publishes the events. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    /** Leaves the runner of a parent context alone: it has run when the parent started. */
    @Override
    public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        if (beans.containsLocalBean(Startup.RUNNER)
                && beans.getBean(Startup.RUNNER) instanceof MigrateOnStartup migration) {
            migration.migrate();
        }
    }
}
