package io.lockgate.sample;

import static io.lockgate.sample.Eventually.PATIENCE;
import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Processes of the service that migrate and end, since they are no web servers, while processes, sessions and the server are
 * killed under them. One that has ended early is replaced, as an orchestrator does it.
 */
final class DisturbedReplicas {

    private static final int REPLICAS = 3;

    /** Try again, as the process says by its exit code. */
    private static final int TRY_AGAIN = 75;

    private final Deployment deployment;

    private final DatabaseServer server;

    private final List<String> arguments;

    private final Random random;

    private final Map<String, OrdersProcess> replicas = new HashMap<>();

    private int started;

    /** Starts as many processes as there are always to be. */
    DisturbedReplicas(Deployment deployment, DatabaseServer server, List<String> arguments, Random random) {
        this.deployment = deployment;
        this.server = server;
        this.random = random;
        this.arguments = new ArrayList<>(arguments);
        this.arguments.add("--spring.main.web-application-type=none");
        replaceEnded();
    }

    /** Victims of a kill. */
    enum Victim {
        PROCESS,
        SESSION,
        SERVER
    }

    /** Kills something that has a part in the migration; nothing, where there is no such thing right now. */
    void kill(Victim victim) {
        switch (victim) {
            case PROCESS -> killProcess();
            case SESSION -> any(sessions()).ifPresent(deployment::terminate);
            case SERVER -> {
                server.kill();
                server.startAgain();
            }
        }
        replaceEnded();
    }

    private void killProcess() {
        any(migrating()).ifPresent(name -> {
            replicas.get(name).kill();
            replicas.remove(name);
        });
    }

    /** The processes that hold a lock. */
    private List<String> migrating() {
        return deployment.lockHoldingServices().stream()
                .filter(replicas::containsKey)
                .toList();
    }

    private List<Integer> sessions() {
        return deployment.jdbc().sql("""
                        select pid from pg_stat_activity
                         where datname = current_database() and pid <> pg_backend_pid()
                           and application_name like 'lockgate:%'
                        """).query(Integer.class).list();
    }

    private <T extends Comparable<T>> Optional<T> any(List<T> of) {
        List<T> sorted = of.stream().sorted(Comparator.naturalOrder()).toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(random.nextInt(sorted.size())));
    }

    /** Starts successors of ended processes, except of those that ended because the schema is ready. */
    private void replaceEnded() {
        replicas.entrySet().removeIf(replica -> hasEndedEarly(replica.getKey(), replica.getValue()));
        while (replicas.size() < REPLICAS) {
            String name = "replica-" + ++started;
            List<String> all = new ArrayList<>(arguments);
            all.add("--spring.application.name=" + name);
            replicas.put(name, deployment.start(all.toArray(String[]::new)));
        }
    }

    private static boolean hasEndedEarly(String name, OrdersProcess process) {
        if (process.isAlive()) {
            return false;
        }
        int code = process.exitCode(PATIENCE);
        assertThat(code).as("exit code of %s:%n%s", name, process.output()).isIn(0, TRY_AGAIN);
        return code == TRY_AGAIN;
    }

    /** Returns whether a process has found the schema ready. */
    boolean isDone() {
        return replicas.values().stream().anyMatch(process -> !process.isAlive() && process.exitCode(PATIENCE) == 0);
    }

    /** Lets the processes come to their end, undisturbed. */
    void finish() {
        eventually(() -> {
            replaceEnded();
            return replicas.values().stream().noneMatch(OrdersProcess::isAlive);
        });
    }
}
