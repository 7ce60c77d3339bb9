package io.lockgate.testing;

import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Services that start on one database at the same time, as the replicas of a deployment do. */
public record Replicas(List<Start> starts) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Starts that many services, which ask for the lock all at once. They need a {@link StartingLine}. */
    static Replicas begin(TestService service, int number, String... properties) {
        List<Start> starts = new ArrayList<>();
        while (starts.size() < number) {
            Start start = service.begin(properties);
            // Spring Boot's logging cannot be set up by two threads of a process at once
            start.awaitPrepared();
            starts.add(start);
        }
        Replicas replicas = new Replicas(List.copyOf(starts));
        replicas.beans(StartingLine.class).forEach(StartingLine::awaitReached);
        replicas.beans(StartingLine.class).forEach(StartingLine::letGo);
        return replicas;
    }

    /** Waits until all of them wait for the lock. */
    public void awaitWaiting() {
        await().atMost(PATIENCE)
                .until(() -> beans(ReadinessGate.class).allMatch(gate -> gate.state() == GateState.WAITING_FOR_LOCK));
    }

    /** Waits until all of them are ready. */
    public void awaitReady() {
        starts.forEach(Start::awaitReady);
    }

    /** A bean of each. */
    public <T> Stream<T> beans(Class<T> type) {
        return starts.stream().map(start -> start.bean(type));
    }
}
