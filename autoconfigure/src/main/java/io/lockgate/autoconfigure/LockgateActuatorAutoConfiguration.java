package io.lockgate.autoconfigure;

import io.lockgate.actuate.SchemaEndpoint;
import io.lockgate.actuate.SchemaEndpointWebExtension;
import io.lockgate.actuate.SchemaHealth;
import io.lockgate.actuate.SchemaInfoContributor;
import io.lockgate.startup.Lockgate;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.startup.SchemaStates;
import io.lockgate.startup.TenantStates;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Shows the schema through Actuator: the endpoint, the health component in the readiness group, and the info. */
@AutoConfiguration(
        after = LockgateAutoConfiguration.class,
        // so that there are readiness groups to join
        afterName =
                "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnBean(ReadinessGate.class)
public final class LockgateActuatorAutoConfiguration {

    /** The endpoint. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    @ConditionalOnAvailableEndpoint(SchemaEndpoint.class)
    @EnableConfigurationProperties(SchemaEndpointProperties.class)
    static class EndpointConfiguration {

        @Bean
        SchemaEndpoint schemaEndpoint(
                ReadinessGate gate,
                ObjectProvider<SchemaStates> schemas,
                TenantStates tenants,
                SchemaEndpointProperties properties) {
            return new SchemaEndpoint(gate, schemas::getObject, tenants, properties.showDetails());
        }

        @Bean
        SchemaEndpointWebExtension schemaEndpointWebExtension(
                SchemaEndpoint endpoint, SchemaEndpointProperties properties) {
            return new SchemaEndpointWebExtension(endpoint, properties.showDetails(), properties.roles());
        }
    }

    /** The health component. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @Conditional(OnSchemaHealth.class)
    static class HealthConfiguration {

        @Bean
        HealthIndicator schemaHealthIndicator(ReadinessGate gate) {
            return SchemaHealth.of(gate);
        }
    }

    /** Its place in the groups that probes ask for. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthEndpointGroupsPostProcessor.class, HealthEndpointProperties.class})
    static class ReadinessConfiguration {

        @Bean
        HealthEndpointGroupsPostProcessor lockgateSchemaInReadinessGroups(
                Environment environment, ObjectProvider<HealthEndpointProperties> health) {
            return SchemaHealth.inReadinessGroups(new LeftOutOfReadiness(environment, health.getIfAvailable()));
        }
    }

    /** The info. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
    @ConditionalOnEnabledInfoContributor("schema")
    static class InfoConfiguration {

        @Bean
        SchemaInfoContributor schemaInfoContributor(ObjectProvider<Lockgate> lockgate) {
            return new SchemaInfoContributor(lockgate::getObject);
        }
    }
}
