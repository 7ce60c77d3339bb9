package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What becomes of processes that start at once, or while a migration is going on. */
final class Replicas {

    static final int MANY = 8;

    static final int SOME = 3;

    private static final Duration START = Duration.ofMinutes(2);

    private Replicas() {}

    static String onAnEmptyDatabase(Deployment deployment) {
        List<OrdersProcess> services =
                start(MANY, () -> deployment.start("--spring.datasource.hikari.maximum-pool-size=2"));
        Watch.start(START).until("decided", () -> services.stream().allMatch(OrdersProcess::isDecided));
        List<OrdersProcess> failed =
                services.stream().filter(service -> !service.isAlive()).toList();
        long ready = services.stream().filter(OrdersProcess::isReady).count();
        long others = MANY - ready - failed.size();
        return ready + " ready"
                + (failed.isEmpty() ? "" : ", %d fail: %s".formatted(failed.size(), Watch.error(failed.get(0))))
                + (others == 0 ? "" : ", %d not ready within %d s".formatted(others, START.toSeconds()))
                + (deployment.recordedTwice().isEmpty() ? "" : ", changesets recorded twice");
    }

    static String behindAMigration(Deployment deployment) {
        deployment.startHeld(Deployment.HELD);
        List<OrdersProcess> waiting = startWaiting(MANY, deployment, Deployment.HELD);
        Watch watch = Watch.start(Duration.ofMinutes(1));
        deployment.letGo();
        return watch.until("all ready", () -> waiting.stream().allMatch(OrdersProcess::isReady));
    }

    static String besideAnIndexBuild(Deployment deployment) {
        deployment.startHeld(ConcurrentIndex.CHANGELOG);
        startWaiting(SOME, deployment, ConcurrentIndex.CHANGELOG);
        ConcurrentIndex index = new ConcurrentIndex(deployment);
        Watch watch = Watch.start();
        deployment.letGo();
        return watch.until("built", index::isValid) + ", " + index;
    }

    static String probedDuringAMigration(Deployment deployment) {
        OrdersProcess service = deployment.startHeld(Deployment.HELD);
        String listening = Watch.start(Duration.ofSeconds(10)).until("listening", service::isListening);
        return service.isListening()
                ? "liveness %d, readiness %d"
                        .formatted(service.status(OrdersProcess.LIVENESS), service.status(OrdersProcess.READINESS))
                : listening;
    }

    /** Starts services at once behind one that migrates, and waits until they wait, or have given up. */
    static List<OrdersProcess> startWaiting(int count, Deployment deployment, String changelog) {
        List<OrdersProcess> waiting = start(count, () -> deployment.startOn(changelog));
        eventually(() -> waiting.stream().allMatch(service -> service.isWaiting() || !service.isAlive()));
        return waiting;
    }

    private static List<OrdersProcess> start(int count, Supplier<OrdersProcess> service) {
        return Stream.generate(service).limit(count).toList();
    }
}
