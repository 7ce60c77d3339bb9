package io.lockgate.startup;

import io.lockgate.run.MigrationSucceededEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

/**
 * Takes back {@link ReadinessState#ACCEPTING_TRAFFIC} where application code publishes it before the first run has succeeded, and
 * publishes it again when one has. Spring Boot itself publishes it after the runners. The last listener of all, so that its answer
 * is what {@code ApplicationAvailabilityBean} hears last.
 */
final class EarlyReadiness implements ApplicationListener<PayloadApplicationEvent<?>>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(EarlyReadiness.class);

    private final ReadinessGate gate;

    private final ApplicationEventPublisher publisher;

    private volatile boolean heldBack;

    EarlyReadiness(ReadinessGate gate, ApplicationEventPublisher publisher) {
        this.gate = gate;
        this.publisher = publisher;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<?> event) {
        if (event.getPayload() instanceof MigrationSucceededEvent && heldBack) {
            heldBack = false;
            AvailabilityChangeEvent.publish(publisher, this, ReadinessState.ACCEPTING_TRAFFIC);
        }
        if (event.getPayload() instanceof ReadinessState state && event.getSource() != this && !gate.hasBeenOpen()) {
            heldBack = state == ReadinessState.ACCEPTING_TRAFFIC;
            if (heldBack) {
                log.warn(
                        "Readiness was declared before the schema is ready: it is refused until the first migration has"
                                + " succeeded. Where no SpringApplication runs the context, call Lockgate.migrate()");
                AvailabilityChangeEvent.publish(publisher, this, ReadinessState.REFUSING_TRAFFIC);
                if (gate.hasBeenOpen()) {
                    // a run has succeeded meanwhile, and what it published may have come first
                    heldBack = false;
                    AvailabilityChangeEvent.publish(publisher, this, ReadinessState.ACCEPTING_TRAFFIC);
                }
            }
        }
    }
}
