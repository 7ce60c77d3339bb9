package io.lockgate.metrics;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunResult;
import io.lockgate.run.RunStep;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Feeds Micrometer: the observation {@code lockgate.run} around every run, the timers {@code lockgate.step} and
 * {@code lockgate.lock.wait}, the counter {@code lockgate.changesets} and the gauges {@code lockgate.pending} (changesets),
 * {@code lockgate.tenants} (by {@code state}) and {@code lockgate.gate} (1: open, 0: closed).
 */
public final class RunObservations implements RunListener, MeterBinder {

    private static final String RUN = "lockgate.run";

    private final Supplier<ObservationRegistry> observations;

    private final Supplier<@Nullable MeterRegistry> meters;

    private final Map<String, Integer> pending = new ConcurrentHashMap<>();

    private final Map<String, TenantState> tenants = new ConcurrentHashMap<>();

    private final Map<String, Observation> runs = new ConcurrentHashMap<>();

    private final BooleanSupplier open;

    /**
     * Feeds registries.
     *
     * @param observations asked for by every run, so that nothing of Micrometer is created before
     * @param meters likewise; may supply none
     * @param open whether the gate is open
     */
    public RunObservations(
            Supplier<ObservationRegistry> observations,
            Supplier<@Nullable MeterRegistry> meters,
            BooleanSupplier open) {
        this.observations = observations;
        this.meters = meters;
        this.open = open;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("lockgate.gate", () -> open.getAsBoolean() ? 1 : 0)
                .description("Whether traffic is let in: 1 if the schema is ready")
                .register(registry);
        Gauge.builder(
                        "lockgate.pending",
                        () -> pending.values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                .description("Changesets that are to be executed")
                .register(registry);
        for (TenantState state : TenantState.values()) {
            Gauge.builder(
                            "lockgate.tenants",
                            () -> tenants.values().stream()
                                    .filter(state::equals)
                                    .count())
                    .tag("state", state.name())
                    .description("Tenants by where their schemas stand")
                    .register(registry);
        }
    }

    @Override
    public void runStarted(Run run) {
        runs.put(
                run.id(),
                Observation.createNotStarted(RUN, observations.get())
                        .lowCardinalityKeyValue("trigger", run.trigger().name())
                        .start());
    }

    @Override
    public void stepFinished(Run run, RunStep step, Duration duration) {
        MeterRegistry registry = meters.get();
        if (registry == null) {
            return;
        }
        registry.timer("lockgate.step", "step", step.name()).record(duration);
        if (step == RunStep.ACQUIRE_LOCK) {
            registry.timer("lockgate.lock.wait").record(duration);
        }
    }

    @Override
    public void planned(Run run, ChangelogPlan plan) {
        pending.put(plan.changelog(), plan.pending().size());
    }

    @Override
    public void changeSetFinished(Run run, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
        pending.computeIfPresent(plan.changelog(), (changelog, count) -> Math.max(0, count - 1));
        MeterRegistry registry = meters.get();
        if (registry != null && outcome == ChangeSetOutcome.RECORDED) {
            registry.counter("lockgate.changesets").increment();
        }
    }

    @Override
    public void tenantsCounted(Run run, List<TenantReport> counted) {
        counted.forEach(tenant -> tenants.put(tenant.schema(), tenant.state()));
        tenants.keySet().retainAll(counted.stream().map(TenantReport::schema).collect(Collectors.toSet()));
    }

    @Override
    public void tenantChanged(Run run, TenantReport tenant) {
        tenants.put(tenant.schema(), tenant.state());
        if (tenant.executed() > 0) {
            MeterRegistry registry = meters.get();
            if (registry != null) {
                registry.counter("lockgate.changesets").increment(tenant.executed());
            }
        }
    }

    @Override
    public void runSucceeded(Run run, RunResult result) {
        stop(run, "SUCCESS", null);
    }

    @Override
    public void runFailed(Run run, LockgateException failure) {
        stop(run, "FAILURE", failure);
    }

    private void stop(Run run, String outcome, @Nullable Throwable error) {
        Observation observation = runs.remove(run.id());
        if (observation != null) {
            observation.lowCardinalityKeyValue("outcome", outcome);
            if (error != null) {
                observation.error(error);
            }
            observation.stop();
        }
    }
}
