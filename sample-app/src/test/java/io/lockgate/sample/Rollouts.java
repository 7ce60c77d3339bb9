package io.lockgate.sample;

import static io.lockgate.sample.Eventually.timed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Replicas that wait for one that migrates: how long after its end the last of them is ready. */
final class Rollouts implements Series {

    /** How long after that end somebody looks; longer than it takes if nobody fails. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Samples untilReady =
            new Samples(this + ": from its end until the last of them is ready", Unit.SECONDS);
    private final Samples ready = new Samples("… how many of them are ready at last, in the worst round", Unit.PIECES);

    @Override
    public List<Contestant> contestants() {
        return Contestant.MIGRATING;
    }

    /** They take most of the time, and may be fewer. */
    @Override
    public int rounds(int all) {
        return Integer.getInteger("benchmark.rollouts", all);
    }

    @Override
    public void prepare(Contestant contestant) {}

    @Override
    public String measure(Contestant contestant) {
        try (Deployment deployment = Deployment.of(Benchmark.class, contestant)) {
            deployment.startHeld(Deployment.LONG);
            List<OrdersProcess> replicas = Replicas.startWaiting(Replicas.MANY, deployment, Deployment.LONG);
            replicas.stream()
                    .filter(OrdersProcess::isListening)
                    .forEach(replica -> replica.status(OrdersProcess.READINESS));
            timed(deployment::letGo, () -> deployment.recorded(Deployment.TEN_SECONDS) == 1);
            Optional<Duration> decided =
                    Watch.start(PATIENCE).when(() -> replicas.stream().allMatch(OrdersProcess::isDecided));
            int successful =
                    (int) replicas.stream().filter(OrdersProcess::isReady).count();
            ready.add(contestant, successful);
            double last = decided.filter(any -> successful == Replicas.MANY)
                    .map(Samples::seconds)
                    .orElse(Double.POSITIVE_INFINITY);
            untilReady.add(contestant, last);
            return "%d of %d ready, the last after %s".formatted(successful, Replicas.MANY, Unit.SECONDS.write(last));
        }
    }

    @Override
    public List<Row> rows() {
        return List.of(
                untilReady.medians(Target.within(1).and(Target.times(0.1))),
                untilReady.middleHalves(),
                ready.smallest());
    }

    @Override
    public String toString() {
        return "%d replicas behind a migration of 10 s".formatted(Replicas.MANY);
    }
}
