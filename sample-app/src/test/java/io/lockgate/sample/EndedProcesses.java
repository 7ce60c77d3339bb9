package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What is left behind by a process that ends while it migrates, and what the next one makes of it. */
final class EndedProcesses {

    /** How long a statement goes on unless somebody ends it. */
    static final Duration REST = Duration.ofSeconds(20);

    private static final Duration START = Duration.ofMinutes(1);

    /** As Kubernetes has it. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    private EndedProcesses() {}

    static String killedInAStatement(Deployment deployment) {
        OrdersProcess killed = deployment.startHeld(Deployment.HELD);
        List<Integer> session = deployment.held();
        OrdersProcess next = deployment.startOn(Deployment.HELD);
        eventually(next::isWaiting);

        Watch watch = Watch.start(REST.multipliedBy(3));
        killed.kill();
        Watch.start(REST)
                .until("executed again", () -> deployment.held().stream().anyMatch(pid -> !session.contains(pid)));
        deployment.letGo();
        return watch.until("ready", next::isReady);
    }

    @SuppressWarnings("try") // held, not used
    static String killedInAQueue(Deployment deployment) throws SQLException {
        deployment.jdbc().sql("create table in_use ()").update();
        try (TableLock application = TableLock.on(deployment.url(), "in_use")) {
            OrdersProcess killed = deployment.startOn(
                    Deployment.STATEMENT, Deployment.statement("alter table in_use add column note text"));
            eventually(() -> deployment.sessions("wait_event_type = 'Lock'") == 1);
            Watch watch = Watch.start();
            killed.kill();
            return watch.until("free", deployment::isLockFree);
        }
    }

    @SuppressWarnings("try") // held, not used
    static String killedBeforeHistory(Deployment deployment) throws SQLException {
        OrdersProcess killed = deployment.startHeld(Deployment.HELD);
        try (TableLock history = TableLock.on(deployment.url(), "databasechangelog")) {
            deployment.letGo();
            eventually(() ->
                    deployment.sessions("wait_event_type = 'Lock' and query ilike 'insert into%databasechangelog%'")
                            == 1);
            killed.kill();
        }
        return afterRestart(deployment, Deployment.HELD) + ", effect there " + deployment.rows("exports") + " x";
    }

    static String terminatedInAStatement(Deployment deployment) {
        OrdersProcess terminated = deployment.startHeld(Deployment.HELD);
        Watch watch = Watch.start(GRACE_PERIOD.plusSeconds(10));
        terminated.terminate();
        String gone = Watch.start(GRACE_PERIOD).until("gone", () -> !terminated.isAlive());
        terminated.kill();
        return "process %s; lock %s%s"
                .formatted(
                        gone,
                        watch.until("free", deployment::isLockFree),
                        deployment.isHeld() ? "; the statement still runs" : "");
    }

    static String killedInAnIndexBuild(Deployment deployment) throws SQLException {
        return killedInAnIndexBuild(deployment, "");
    }

    static String killedInAnIndexBuildIfNotExists(Deployment deployment) throws SQLException {
        return killedInAnIndexBuild(deployment, "if not exists");
    }

    @SuppressWarnings("try") // held, not used
    private static String killedInAnIndexBuild(Deployment deployment, String condition) throws SQLException {
        String argument = "--spring.liquibase.parameters.condition=" + condition;
        ConcurrentIndex index = new ConcurrentIndex(deployment);
        OrdersProcess killed = deployment.startHeld(ConcurrentIndex.CHANGELOG, argument);
        try (OpenSnapshot reader = OpenSnapshot.in(deployment.url())) {
            deployment.letGo();
            eventually(() -> index.exists() && !index.isValid());
            killed.kill();
            index.endBuild();
        }
        return afterRestart(deployment, ConcurrentIndex.CHANGELOG, argument) + ", " + index;
    }

    /** Restarts the service as soon as nothing of the killed process goes on, and frees what nobody else frees. */
    private static String afterRestart(Deployment deployment, String changelog, String... arguments) {
        eventually(() -> deployment.sessions("true") == 0);
        boolean leftBehind = !deployment.isLockFree();
        deployment.freeLiquibasesLock();
        String outcome = Watch.start(START).untilDecided(deployment.startOn(changelog, arguments));
        return (leftBehind ? "lock freed by hand, then " : "") + outcome;
    }
}
