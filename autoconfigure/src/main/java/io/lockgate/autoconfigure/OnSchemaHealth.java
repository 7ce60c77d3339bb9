package io.lockgate.autoconfigure;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the user switches the health component off by its name. {@code @ConditionalOnEnabledHealthIndicator} would also
 * follow {@code management.health.defaults.enabled}, by which nobody means to let traffic in during a migration.
 */
final class OnSchemaHealth implements Condition {

    static final String PROPERTY = "management.health.schema.enabled";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return context.getEnvironment().getProperty(PROPERTY, Boolean.class, true);
    }
}
