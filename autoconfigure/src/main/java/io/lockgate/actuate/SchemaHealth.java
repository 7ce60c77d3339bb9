package io.lockgate.actuate;

import io.lockgate.startup.ReadinessGate;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health component {@code schema}. */
public final class SchemaHealth {

    private SchemaHealth() {}

    /** {@code UP} while the gate is open, {@code OUT_OF_SERVICE} while a run goes on, {@code DOWN} when it has failed. */
    public static HealthIndicator of(ReadinessGate gate) {
        return new SchemaHealthIndicator(gate);
    }

    /** Makes the component a member of the group {@code readiness}, whatever members the user gave it. */
    public static HealthEndpointGroupsPostProcessor inReadinessGroup() {
        return new SchemaInReadinessGroup();
    }
}
