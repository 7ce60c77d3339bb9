package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Processes of the service that migrate and end, since they are no web servers. One that is killed is replaced, as an
 * orchestrator does it, so that there are always some that wait for the lock.
 */
final class CrashLoop {

    private static final int REPLICAS = 3;

    private final Deployment deployment;

    private final LedgerChangelog changelog;

    private final Map<String, OrdersProcess> replicas = new HashMap<>();

    private final int changeSets;

    private int started;

    /**
     * Starts as many processes as there are always to be.
     *
     * @param changeSets how many there are to be in the end
     */
    CrashLoop(Deployment deployment, LedgerChangelog changelog, int changeSets) {
        this.changeSets = changeSets;
        this.deployment = deployment;
        this.changelog = changelog;
        while (replicas.size() < REPLICAS) {
            start();
        }
    }

    private void start() {
        String name = "replica-" + ++started;
        replicas.put(
                name,
                deployment.start(
                        "--spring.application.name=" + name,
                        "--spring.main.web-application-type=none",
                        "--spring.liquibase.change-log=" + changelog.url()));
    }

    /**
     * Kills the next process that has the lock, and replaces it.
     *
     * @param progress how many more changesets are to be recorded before
     * @param delay how long to let it go on after that
     * @return whether that was possible: not where nothing is left to migrate
     */
    boolean killHolder(int progress, Duration delay) throws InterruptedException {
        int before = deployment.recorded();
        eventually(() -> isDone() || holder().isPresent());
        Optional<String> holder = holder();
        if (holder.isEmpty()) {
            return false;
        }
        eventually(() -> isDone() || deployment.recorded() >= before + progress);
        TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        OrdersProcess process = replicas.get(holder.get());
        if (!process.isAlive()) {
            return false;
        }
        process.kill();
        replicas.remove(holder.get());
        start();
        return true;
    }

    private Optional<String> holder() {
        return deployment.lockHoldingService().filter(replicas::containsKey);
    }

    private boolean isDone() {
        return deployment.recorded() == changeSets;
    }

    /** Lets the processes that are left come to their end, undisturbed. */
    void finish() {
        assertThat(replicas).allSatisfy((name, process) -> {
            assertThat(process.exitCode(PATIENCE)).as(name).isZero();
            assertThat(process.output()).doesNotContain(" ERROR ");
        });
    }
}
