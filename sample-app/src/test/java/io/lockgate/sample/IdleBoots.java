package io.lockgate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Starts with nothing to migrate: what they take with so many changesets in the history, and what they leave behind. */
final class IdleBoots implements Series {

    /** Of probes. */
    static final Duration INTERVAL = Duration.ofMillis(10);

    /** From that many changesets on there is a target; with fewer there is less to save. */
    private static final int MANY = 200;

    private final int changeSets;

    private final Map<Contestant, Deployment> deployments = new EnumMap<>(Contestant.class);

    private final Samples untilReady;
    private final Samples cpu;
    private final Samples classes;
    private final Samples peakMemory;
    private final Samples liveHeap;
    private final Samples metaspace;

    IdleBoots(int changeSets) {
        this.changeSets = changeSets;
        this.untilReady = new Samples(this + ": until ready", Unit.SECONDS);
        this.cpu = new Samples("… CPU time until then", Unit.SECONDS);
        this.classes = new Samples("… classes loaded until then", Unit.PIECES);
        this.peakMemory = new Samples("… most memory resident until then", Unit.MEGABYTES);
        this.liveHeap = new Samples("… heap in use after the start and a full collection", Unit.MEGABYTES);
        this.metaspace = new Samples("… metaspace in use after the start", Unit.MEGABYTES);
    }

    @Override
    public List<Contestant> contestants() {
        return List.of(Contestant.OFF, Contestant.SPRING_BOOT, Contestant.SESSIONLOCK, Contestant.LOCKGATE);
    }

    /** Migrates, and starts once more. */
    @Override
    public void prepare(Contestant contestant) throws IOException {
        ServiceJar jar = ServiceJar.built().with(new GrownChangelog(changeSets));
        deployments.put(contestant, Deployment.of(Benchmark.class, jar, contestant));
        boot(contestant).close();
        boot(contestant).close();
    }

    @Override
    public String measure(Contestant contestant) {
        try (Boot boot = boot(contestant)) {
            untilReady.add(contestant, boot.untilReady());
            cpu.add(contestant, boot.cpu());
            classes.add(contestant, boot.loadedClasses());
            peakMemory.add(contestant, megabytes(boot.peakMemory()));
            liveHeap.add(contestant, megabytes(boot.jvm().liveHeap()));
            metaspace.add(contestant, megabytes(boot.jvm().metaspace()));
            return boot.toString();
        }
    }

    private Boot boot(Contestant contestant) {
        return Boot.of(deployments.get(contestant), INTERVAL);
    }

    @Override
    public List<Row> rows() {
        Target target = changeSets < MANY ? Target.addedShare() : Target.addedShare(10);
        return List.of(
                untilReady.medians(target),
                untilReady.middleHalves(),
                cpu.medians(target),
                classes.medians(),
                peakMemory.medians(),
                liveHeap.medians(),
                metaspace.medians());
    }

    @Override
    public void close() {
        deployments.values().forEach(Deployment::close);
    }

    @Override
    public String toString() {
        return "Start with nothing pending, %d changesets".formatted(changeSets);
    }

    private static double megabytes(long bytes) {
        return bytes / (double) (1 << 20);
    }
}
