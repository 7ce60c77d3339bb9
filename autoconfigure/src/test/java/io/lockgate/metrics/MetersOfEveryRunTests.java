package io.lockgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunOf;
import io.lockgate.startup.ReadinessGate;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gauge of the gate says what the gate says, and every run of every kind is observed to its end. */
class MetersOfEveryRunTests {

    private final ReadinessGate gate = new ReadinessGate();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final ObservationRegistry observations = ObservationRegistry.create();

    private final RunObservations listener = new RunObservations(() -> observations, () -> meters, gate::isOpen);

    @BeforeEach
    void bind() {
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        listener.bindTo(meters);
    }

    @Test
    void theGaugeFollowsTheGateThroughRunsOfEveryKind() {
        assertThat(gauge()).isZero();
        succeed(RunOf.early());
        assertThat(gauge()).isZero();
        succeed(RunOf.all());
        assertThat(gauge()).isOne();
        fail(RunOf.tenants());
        assertThat(gauge()).isOne();
        fail(RunOf.all());
        assertThat(gauge()).isZero();
        succeed(RunOf.tenants());
        assertThat(gauge()).isZero();
        succeed(RunOf.all());
        assertThat(gauge()).isOne();
    }

    @Test
    void runsThatOverlapAreObservedToTheirOwnEnds() {
        Run tenants = RunOf.tenants();
        Run all = RunOf.all();
        each((observer, run) -> RunOf.begin(run, observer), tenants);
        each((observer, run) -> RunOf.begin(run, observer), all);
        each((observer, run) -> RunOf.fail(run, observer, "tenant"), tenants);
        assertThat(runs("FAILURE")).isOne();
        assertThat(runs("SUCCESS")).isZero();
        each((observer, run) -> RunOf.succeed(run, observer), all);

        assertThat(runs("SUCCESS")).isOne();
        assertThat(observations.getCurrentObservation()).isNull();
    }

    @Test
    void oneOfATenantThatIsProvisionedIsNotObserved() {
        each((observer, run) -> RunOf.succeed(run, observer), RunOf.provisioning());

        assertThat(runs("SUCCESS")).isZero();
    }

    private void succeed(Run run) {
        each((observer, begun) -> RunOf.begin(begun, observer), run);
        each((observer, ended) -> RunOf.succeed(ended, observer), run);
    }

    private void fail(Run run) {
        each((observer, begun) -> RunOf.begin(begun, observer), run);
        each((observer, ended) -> RunOf.fail(ended, observer, "failed"), run);
    }

    private void each(BiConsumer<RunListener, Run> fact, Run run) {
        List.of(gate, listener).forEach(observer -> fact.accept(observer, run));
    }

    private double gauge() {
        return meters.get("lockgate.gate").gauge().value();
    }

    private long runs(String outcome) {
        var timer = meters.find("lockgate.run").tag("outcome", outcome).timer();
        return timer == null ? 0 : timer.count();
    }
}
