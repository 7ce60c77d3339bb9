package io.lockgate.actuate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * Makes the component {@code schema} a member of the group {@code readiness}, and of those that {@code readinessState} makes one
 * by another name, whatever members the user gave them. Where there is no such group, because probes are switched off, none is
 * made.
 */
final class SchemaInReadinessGroups implements HealthEndpointGroupsPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(SchemaInReadinessGroups.class);

    private static final String READINESS = "readiness";

    private static final String LIVENESS = "liveness";

    private static final String READINESS_STATE = "readinessState";

    private static final String SCHEMA = "schema";

    private final Function<String, List<String>> leftOut;

    SchemaInReadinessGroups(Function<String, List<String>> leftOut) {
        this.leftOut = leftOut;
    }

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        Set<String> with = new TreeSet<>();
        Set<String> without = new TreeSet<>();
        Set<String> properties = new TreeSet<>();
        for (String name : groups.getNames()) {
            if (isReadiness(name, groups)) {
                List<String> reasons = leftOut.apply(name);
                (reasons.isEmpty() ? with : without).add(name);
                properties.addAll(reasons);
            }
        }
        if (!without.isEmpty()) {
            log.warn(
                    "The health groups {} do not depend on the schema, because of {}. Where readinessState is in them, they are"
                            + " refused until the first migration has succeeded; a later one, or one that fails, does not close them",
                    without,
                    properties);
        }
        return new Groups(groups, with);
    }

    /** A group for liveness is none: a later migration must not let a process be killed. */
    private static boolean isReadiness(String name, HealthEndpointGroups groups) {
        HealthEndpointGroup group = groups.get(name);
        return READINESS.equals(name) || (!LIVENESS.equals(name) && group != null && group.isMember(READINESS_STATE));
    }

    private record Groups(HealthEndpointGroups all, Set<String> withSchema)
            implements HealthEndpointGroups, AdditionalPathsMapper {

        @Override
        public HealthEndpointGroup getPrimary() {
            return all.getPrimary();
        }

        @Override
        public Set<String> getNames() {
            return all.getNames();
        }

        @Override
        public @Nullable HealthEndpointGroup get(String name) {
            HealthEndpointGroup group = all.get(name);
            return group != null && withSchema.contains(name) ? new WithSchema(group) : group;
        }

        /** Boot asks the outermost groups for paths such as {@code /readyz}. */
        @Override
        public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace namespace) {
            return all instanceof AdditionalPathsMapper mapper ? mapper.getAdditionalPaths(endpoint, namespace) : null;
        }
    }

    private record WithSchema(HealthEndpointGroup group) implements HealthEndpointGroup {

        @Override
        public boolean isMember(String name) {
            return SCHEMA.equals(name) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext context) {
            return group.showComponents(context);
        }

        @Override
        public boolean showDetails(SecurityContext context) {
            return group.showDetails(context);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
