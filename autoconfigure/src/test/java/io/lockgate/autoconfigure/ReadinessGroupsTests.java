package io.lockgate.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.MigrationSucceededEvent;
import io.lockgate.run.Run;
import io.lockgate.run.RunOf;
import io.lockgate.run.Trigger;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.startup.Startup;
import io.lockgate.startup.TenantStates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** No group that a probe may ask for is up during a migration, whatever properties there are about health. */
@ExtendWith(OutputCaptureExtension.class)
class ReadinessGroupsTests {

    private static final String GROUP = "management.endpoint.health.group.";

    private static final String NO_DEFAULTS = "management.health.defaults.enabled=false";

    private static final String LEFT_OUT = "do not depend on the schema, because of";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ApplicationAvailabilityAutoConfiguration.class,
                    AvailabilityHealthContributorAutoConfiguration.class,
                    AvailabilityProbesAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    HealthEndpointAutoConfiguration.class,
                    LockgateActuatorAutoConfiguration.class))
            .withUserConfiguration(Gate.class)
            .withPropertyValues("management.endpoints.web.exposure.include=health");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readiness.include=ping",
                "readiness.include=readinessState",
                "readiness.include=readinessState,ping",
                "readiness.include=*",
                "readiness.include=schema",
                "readiness.exclude=ping",
                "readiness.exclude=*",
                "readiness.show-components=always",
                "readiness.additional-path=server:/readyz",
            })
    void readinessIsClosedWithAGroupOfTheUsersAndWithoutDefaults(String group) {
        for (String defaults : new String[] {NO_DEFAULTS, "management.health.defaults.enabled=true"}) {
            application
                    .withPropertyValues(defaults, "management.health.ping.enabled=true", GROUP + group)
                    .run(context -> assertThatItFollowsTheGate("readiness", context));
        }
    }

    @Test
    void readinessIsClosedWithoutDefaultsAndWithoutAGroupOfTheUsers(CapturedOutput output) {
        application.withPropertyValues(NO_DEFAULTS).run(context -> assertThatItFollowsTheGate("readiness", context));

        assertThat(output).doesNotContain(LEFT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"traffic.include=readinessState", "traffic.include=*", "traffic.include=readinessState,ping"})
    void aGroupOfAnotherNameIsReadinessWhereReadinessStateIsInIt(String group) {
        application
                .withPropertyValues(NO_DEFAULTS, "management.health.ping.enabled=true", GROUP + group)
                .run(context -> assertThatItFollowsTheGate("traffic", context));
    }

    @Test
    void aGroupWithoutReadinessStateAndLivenessAreLeftAlone() {
        application
                .withPropertyValues(
                        "management.health.ping.enabled=true",
                        GROUP + "other.include=ping",
                        GROUP + "liveness.include=livenessState,readinessState")
                .run(context -> {
                    var groups = context.getBean(HealthEndpointGroups.class);
                    assertThat(groups.get("other").isMember("schema")).isFalse();
                    assertThat(groups.get("liveness").isMember("schema")).isFalse();
                });
    }

    @Test
    void noGroupIsMadeWhereProbesAreSwitchedOff() {
        application
                .withPropertyValues("management.endpoint.health.probes.enabled=false")
                .run(context -> assertThat(
                                context.getBean(HealthEndpointGroups.class).getNames())
                        .isEmpty());
    }

    @Test
    void aGroupOfTheUsersIsClosedWhereProbesAreSwitchedOff() {
        application
                .withPropertyValues(
                        "management.endpoint.health.probes.enabled=false",
                        "management.health.ping.enabled=true",
                        GROUP + "readiness.include=ping")
                .run(context -> assertThatItFollowsTheGate("readiness", context));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.health.schema.enabled=false",
                "management.health.schema.enabled=off",
                "lockgate.readiness.enabled=false",
                GROUP + "readiness.exclude=schema",
                GROUP + "readiness.exclude=ping, schema",
            })
    void theUsersWordIsObeyedAndWarnedOfOnce(String word, CapturedOutput output) {
        application.withPropertyValues(word).run(context -> {
            assertThat(context).hasNotFailed();
            AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
            // application code says that it is ready
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(status("readiness", context)).isEqualTo(Status.OUT_OF_SERVICE);

            open(context.getBean(ReadinessGate.class));
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(status("readiness", context)).isEqualTo(Status.UP);
            RunOf.begin(RunOf.all(), context.getBean(ReadinessGate.class));
            assertThat(status("readiness", context)).isEqualTo(Status.UP);
        });

        assertThat(StringUtils.countOccurrencesOf(output.getAll(), LEFT_OUT)).isOne();
        assertThat(output).contains("health groups [readiness] " + LEFT_OUT + " [");
    }

    @Test
    void theGateHoldsBackReadinessThatApplicationCodeDeclares(CapturedOutput output) {
        application.run(context -> {
            var availability = context.getBean(ApplicationAvailability.class);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);

            open(context.getBean(ReadinessGate.class));
            context.publishEvent(new MigrationSucceededEvent("id", Trigger.STARTUP, null));
            assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);

            RunOf.begin(RunOf.all(), context.getBean(ReadinessGate.class));
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        });
        assertThat(output).contains("Readiness was declared before the schema is ready");
    }

    @Test
    void readinessThatApplicationCodeTakesBackItselfIsNotDeclaredAgain() {
        application.run(context -> {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            open(context.getBean(ReadinessGate.class));
            context.publishEvent(new MigrationSucceededEvent("id", Trigger.STARTUP, null));

            assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
                    .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        });
    }

    /** Before the first run, during it, and during and after a later one that fails. */
    private static void assertThatItFollowsTheGate(String group, ApplicationContext context) {
        var gate = context.getBean(ReadinessGate.class);
        AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
        assertThat(status(group, context)).isEqualTo(Status.OUT_OF_SERVICE);
        open(gate);
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(status(group, context)).isEqualTo(Status.UP);
        Run later = RunOf.all();
        RunOf.begin(later, gate);
        assertThat(status(group, context)).isEqualTo(Status.OUT_OF_SERVICE);
        RunOf.fail(later, gate, "failed");
        assertThat(status(group, context)).isEqualTo(Status.DOWN);
    }

    private static void open(ReadinessGate gate) {
        Run run = RunOf.all();
        RunOf.begin(run, gate);
        RunOf.succeed(run, gate);
    }

    private static Status status(String group, ApplicationContext context) {
        return context.getBean(HealthEndpoint.class).healthForPath(group).getStatus();
    }

    @Configuration(proxyBeanMethods = false)
    static class Gate {

        @Bean
        ReadinessGate gate() {
            return new ReadinessGate();
        }

        @Bean
        TenantStates tenants() {
            return new TenantStates(() -> null);
        }

        @Bean
        ApplicationListener<PayloadApplicationEvent<?>> earlyReadiness(
                ReadinessGate gate, ApplicationEventPublisher publisher, ApplicationAvailability first) {
            return Startup.holdingReadiness(gate, publisher);
        }
    }
}
