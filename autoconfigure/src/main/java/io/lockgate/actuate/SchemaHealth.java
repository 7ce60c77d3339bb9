package io.lockgate.actuate;

import io.lockgate.startup.ReadinessGate;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health component {@code schema}. */
public final class SchemaHealth {

    private SchemaHealth() {}

    /** {@code UP} while the gate is open, {@code OUT_OF_SERVICE} while a run goes on, {@code DOWN} when it has failed. */
    public static HealthIndicator of(ReadinessGate gate) {
        return new SchemaHealthIndicator(gate);
    }

    /**
     * Makes the component a member of the group {@code readiness} and of every other that {@code readinessState} is in, whatever
     * members the user gave it.
     *
     * @param leftOut the properties by which the user keeps the schema out of a group; none, if it is to be in
     */
    public static HealthEndpointGroupsPostProcessor inReadinessGroups(Function<String, List<String>> leftOut) {
        return new SchemaInReadinessGroups(leftOut);
    }
}
