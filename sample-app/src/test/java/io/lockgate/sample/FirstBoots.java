package io.lockgate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Starts on an empty database, each on one of its own. */
final class FirstBoots implements Series {

    /** Of probes; more would keep busy a service that answers them while it migrates. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    private static final int CHANGE_SETS = 200;

    private final Samples untilReady = new Samples(this + ": until ready", Unit.SECONDS);
    private final Samples cpu = new Samples("… CPU time until then", Unit.SECONDS);

    @Override
    public List<Contestant> contestants() {
        return List.of(Contestant.SPRING_BOOT, Contestant.LOCKGATE);
    }

    /** Starts once. */
    @Override
    public void prepare(Contestant contestant) throws IOException {
        try (Deployment deployment = deployment(contestant)) {
            Boot.of(deployment, INTERVAL).close();
        }
    }

    @Override
    public String measure(Contestant contestant) throws IOException {
        try (Deployment deployment = deployment(contestant);
                Boot boot = Boot.of(deployment, INTERVAL)) {
            untilReady.add(contestant, boot.untilReady());
            cpu.add(contestant, boot.cpu());
            return boot.toString();
        }
    }

    private static Deployment deployment(Contestant contestant) throws IOException {
        return Deployment.of(Benchmark.class, ServiceJar.built().with(new GrownChangelog(CHANGE_SETS)), contestant);
    }

    @Override
    public List<Row> rows() {
        return List.of(untilReady.medians(Target.times(1.05)), untilReady.middleHalves(), cpu.medians());
    }

    @Override
    public String toString() {
        return "First start, on an empty database, %d changesets".formatted(CHANGE_SETS);
    }
}
