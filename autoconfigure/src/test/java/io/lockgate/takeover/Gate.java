package io.lockgate.takeover;

import io.lockgate.startup.ReadinessGate;
import org.springframework.context.ApplicationContext;

/** Finds the gate of an application. */
final class Gate {

    private Gate() {}

    static ReadinessGate of(ApplicationContext context) {
        return context.getBean(ReadinessGate.class);
    }
}
