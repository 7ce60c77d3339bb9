package io.lockgate.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.core.env.Environment;

/** Names the properties by which the user keeps the schema out of a health group. */
final class LeftOutOfReadiness implements Function<String, List<String>> {

    private static final String SCHEMA = "schema";

    private final Environment environment;

    private final @Nullable HealthEndpointProperties health;

    LeftOutOfReadiness(Environment environment, @Nullable HealthEndpointProperties health) {
        this.environment = environment;
        this.health = health;
    }

    @Override
    public List<String> apply(String group) {
        List<String> reasons = new ArrayList<>();
        addIfFalse(OnSchemaHealth.PROPERTY, reasons);
        addIfFalse("lockgate.readiness.enabled", reasons);
        if (excludes(group)) {
            reasons.add("management.endpoint.health.group.%s.exclude=%s".formatted(group, SCHEMA));
        }
        return reasons;
    }

    private void addIfFalse(String property, List<String> reasons) {
        if (!environment.getProperty(property, Boolean.class, true)) {
            reasons.add(property + "=false");
        }
    }

    /** Returns whether a group excludes the schema by its name: an asterisk does not mean this component. */
    private boolean excludes(String name) {
        HealthEndpointProperties.Group group =
                health == null ? null : health.getGroup().get(name);
        return group != null
                && group.getExclude() != null
                && group.getExclude().stream()
                        .anyMatch(excluded -> excluded.trim().equals(SCHEMA));
    }
}
