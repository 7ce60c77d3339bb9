package io.lockgate.tenant;

import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.Rehearsal;
import io.lockgate.changelog.Replay;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tenants that stand at the same place and go to the same: what Liquibase does for the first of them is replayed for the others
 * by all workers.
 */
final class Cohort {

    private static final Logger log = LoggerFactory.getLogger(Cohort.class);

    /** How often Liquibase may fail before it is no longer expected to show how it is done. */
    private static final int MAX_FAILURES = 3;

    private final ChangelogPlan plan;

    private final @Nullable Rehearsal rehearsal;

    private final ReentrantLock recording = new ReentrantLock();

    private @Nullable Replay replay;

    private int failures;

    private volatile boolean learnt;

    /**
     * A cohort.
     *
     * @param rehearsal what is expected to be executed; null if nothing is to be replayed
     */
    Cohort(ChangelogPlan plan, @Nullable Rehearsal rehearsal) {
        this.plan = plan;
        this.rehearsal = rehearsal;
    }

    ChangelogPlan plan() {
        return plan;
    }

    /** Whether nobody knows yet what the history of a tenant is like once all of it was replayed. */
    boolean isToBeLearnt() {
        return !learnt;
    }

    void learnt() {
        learnt = true;
    }

    /**
     * What to replay; waits while another worker records it. Where nobody has recorded it yet, the caller does.
     *
     * @param record migrates the caller's tenant, and tells what of it can be replayed
     * @return nothing, if the caller's tenant was migrated by that, or there is nothing to replay
     */
    Optional<Replay> replayOr(Function<Rehearsal, Replay> record, Runnable migrate) {
        if (rehearsal == null || plan.mustRun()) {
            migrate.run();
            return Optional.empty();
        }
        recording.lock();
        try {
            if (replay == null && failures < MAX_FAILURES) {
                failures++;
                replay = record.apply(rehearsal);
                tell(replay);
                return Optional.empty();
            }
            if (replay != null && !replay.changeSets().isEmpty()) {
                return Optional.of(replay);
            }
        } finally {
            recording.unlock();
        }
        migrate.run();
        return Optional.empty();
    }

    private static void tell(Replay replay) {
        replay.obstacle()
                .ifPresentOrElse(
                        obstacle -> log.info(
                                "{} changesets are replayed for the other tenants; from there on Liquibase runs them in each: {}",
                                replay.changeSets().size(),
                                obstacle),
                        () -> log.info(
                                "{} changesets are replayed for the other tenants",
                                replay.changeSets().size()));
    }
}
