package io.lockgate.autoconfigure;

import io.lockgate.metrics.RunObservations;
import io.lockgate.startup.ReadinessGate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Feeds Micrometer, where it is there. */
@AutoConfiguration(after = LockgateAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, ObservationRegistry.class})
@ConditionalOnBean(ReadinessGate.class)
public final class LockgateMetricsAutoConfiguration {

    @Bean
    RunObservations lockgateRunObservations(
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<MeterRegistry> meters,
            ReadinessGate gate) {
        return new RunObservations(
                () -> observations.getIfAvailable(() -> ObservationRegistry.NOOP),
                meters::getIfAvailable,
                gate::isOpen);
    }
}
