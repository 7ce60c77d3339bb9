package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.Changelog;
import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogListener;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.HistoryWatch;
import io.lockgate.changelog.LockLeftBehind;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.SpareConnections;
import io.lockgate.lock.Fence;
import io.lockgate.lock.Held;
import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Changelogs that share a history table, and with it a lock, on the connection that is to migrate them, in bean order; and
 * what came of them in this run.
 */
final class Target {

    private static final Logger log = LoggerFactory.getLogger(Target.class);

    private final Run run;

    private final ChangelogTarget id;

    private final MigrationConnection connection;

    private final DataSource dataSource;

    private final Map<Changelog, ChangelogPlan> plans = new LinkedHashMap<>();

    private final TargetProgress progress;

    private final HistoryWatch history;

    private @Nullable LockgateException failure;

    private boolean waited;

    private boolean done;

    private boolean applied;

    /** The digest of the history after all was applied; null as long as nothing was, and where it is not known. */
    private @Nullable String historyDigest;

    Target(Run run, ChangelogTarget id, MigrationConnection connection, DataSource dataSource) {
        this.run = run;
        this.id = id;
        this.connection = connection;
        this.dataSource = dataSource;
        this.progress = run.progressOf(dataSource, id);
        this.history = new HistoryWatch(id);
    }

    void add(Changelog changelog, ChangelogPlan plan) {
        plans.put(changelog, plan);
        run.listener().planned(run, plan);
    }

    ChangelogTarget id() {
        return id;
    }

    MigrationConnection connection() {
        return connection;
    }

    Run run() {
        return run;
    }

    List<ChangelogPlan> plans() {
        return List.copyOf(plans.values());
    }

    /**
     * Compares the changelogs with the schema again. A plan of a moment ago still holds if nothing has changed in the history
     * that it was compared with.
     */
    void plan() {
        String now = waited || !id.postgres() ? null : digest();
        plans.forEach((changelog, plan) -> {
            if (now != null && now.equals(plan.history())) {
                add(changelog, plan);
            } else {
                plan(changelog);
            }
        });
    }

    private void plan(Changelog changelog) {
        changelog.plan(connection).ifPresent(plan -> add(changelog, plan));
    }

    /** Whether the schema already is what all its changelogs say. */
    boolean isCurrent() {
        return plans.values().stream().allMatch(ChangelogPlan::isCurrent);
    }

    /** Frees Liquibase's own lock, where a run that is gone has left it locked: old pods would wait for it without end. */
    void freeLockLeftBehind() {
        if (id.postgres() && plans.keySet().stream().anyMatch(Changelog::isLockOurs)) {
            LockLeftBehind.free(connection, id);
        }
    }

    /** Whether others have done what was pending when we last looked: the history tells, or Liquibase where that is unclear. */
    boolean wasDoneByOthers() {
        waited = true;
        if (plans.values().stream().anyMatch(ChangelogPlan::mustRun)) {
            return false;
        }
        switch (history.look(connection.jdbc(), plans())) {
            case DONE -> plans.forEach((changelog, plan) -> add(changelog, plan.done()));
            case UNCLEAR -> plans.keySet().forEach(this::plan);
            case PENDING -> {}
        }
        return isCurrent();
    }

    /**
     * Applies what is pending.
     *
     * @param held the lock; null where advisory locks do not exist
     */
    void apply(@Nullable Held held, Set<String> invalidIndexes, RunSettings settings) {
        progress.begin(invalidIndexes);
        if (isCurrent()) {
            return;
        }
        run.listener().targetStarted(run, id, connection.jdbc());
        if (held != null) {
            Changelog.invalidate(connection, id);
        }
        boolean dropped = false;
        for (Changelog changelog : List.copyOf(plans.keySet())) {
            if (dropped) {
                plan(changelog);
            }
            ChangelogPlan plan = plans.get(changelog);
            if (plan != null && !plan.isCurrent()) {
                dropped |= changelog.dropsFirst();
                apply(changelog, plan, held, settings);
            }
        }
        if (held != null) {
            applied = true;
            historyDigest = digest();
        }
    }

    /** Remembers that nothing is pending; of changelogs that changed the same history, of all of them or of none. */
    void remember() {
        boolean known =
                !applied || (historyDigest != null && plans.keySet().stream().allMatch(Changelog::isCertain));
        if (known && !connection.isLost()) {
            plans.keySet().forEach(changelog -> changelog.remember(connection, historyDigest));
        }
    }

    /** Null where it cannot be asked for, although the connection is well: nothing depends on it but how fast a start is. */
    private @Nullable String digest() {
        try {
            return ChangelogHistory.of(id).digest(connection.jdbc());
        } catch (DataAccessException e) {
            if (connection.isToBlameFor(e)) {
                throw e;
            }
            log.warn("The history {} could not be compared: {}", id.historyTable(), FailureKind.reason(e));
            return null;
        }
    }

    /** Each bean has settings of its own for the session, such as its default schema: the fence is put up for each. */
    private void apply(Changelog changelog, ChangelogPlan plan, @Nullable Held held, RunSettings settings) {
        try (Fence fence = held == null ? null : Fence.around(connection, held, settings.ddl())) {
            changelog.apply(connection, fence, settings.retry(), new Told(plan), run.cancellation());
        }
    }

    /** Further connections to its database. */
    SpareConnections spare(RunSettings settings) {
        return new SpareConnections(dataSource, settings.hasRoom());
    }

    /** What the history must hold now: what was executed, and what was pending and is not excused by a warning. */
    List<ChangeSetId> expected() {
        List<ChangeSetId> expected = new ArrayList<>(pending());
        expected.removeAll(progress.warnings());
        expected.addAll(progress.executed());
        return expected;
    }

    TargetProgress progress() {
        return progress;
    }

    private List<ChangeSetId> pending() {
        return plans.values().stream().flatMap(plan -> plan.pending().stream()).toList();
    }

    /** Nothing is left to do, because it was done or there was nothing from the beginning. */
    void done() {
        done = true;
    }

    /** Whether the run has come to it: it does not where an earlier target fails. */
    boolean wasReached() {
        return done || failure != null;
    }

    void fail(LockgateException why) {
        failure = why;
    }

    boolean isFailed() {
        return failure != null;
    }

    /**
     * What is left to write the outcome with: the connection of the run; where that was given up, because a pool does so after
     * some errors, another; and nothing where the database may be gone.
     */
    Optional<JdbcClient> jdbc() {
        if (!connection.isLost()) {
            return Optional.of(connection.jdbc());
        }
        return failure == null || failure.isTransient() ? Optional.empty() : Optional.of(JdbcClient.create(dataSource));
    }

    TargetResult result() {
        return new TargetResult(id, progress.executed(), progress.warnings(), failure);
    }

    /** Counts the changesets, and tells of them. */
    private final class Told implements ChangelogListener {

        private final ChangelogPlan plan;

        Told(ChangelogPlan plan) {
            this.plan = plan;
        }

        @Override
        public void changeSetStarted(ChangeSetId changeSet) {
            run.listener().changeSetStarted(run, plan, changeSet);
        }

        @Override
        public void changeSetIsRetried(ChangeSetId changeSet, String reason, Duration pause) {
            run.listener().changeSetIsRetried(run, plan, changeSet, reason, pause);
        }

        @Override
        public void changeSetFinished(ChangeSetId changeSet, ChangeSetOutcome outcome) {
            progress.finished(changeSet, outcome);
            run.listener().changeSetFinished(run, plan, changeSet, outcome);
        }
    }
}
