package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.run.MigrationFailedEvent;
import io.lockgate.run.MigrationStartedEvent;
import io.lockgate.run.MigrationSucceededEvent;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunResult;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes what happens to runs as application events. */
final class EventPublisher implements RunListener {

    private final ApplicationEventPublisher publisher;

    EventPublisher(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void runStarted(Run run) {
        publisher.publishEvent(new MigrationStartedEvent(run.id(), run.trigger(), run.startedAt()));
    }

    /** Publishes the success of a run that opens the gate only. */
    @Override
    public void runSucceeded(Run run, RunResult result) {
        if (!run.isPreliminary() && !run.isBesideTraffic()) {
            publisher.publishEvent(new MigrationSucceededEvent(run.id(), run.trigger(), result));
        }
    }

    @Override
    public void runFailed(Run run, LockgateException failure) {
        publisher.publishEvent(new MigrationFailedEvent(run.id(), run.trigger(), failure));
    }
}
