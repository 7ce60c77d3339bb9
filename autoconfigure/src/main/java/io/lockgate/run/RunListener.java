package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.check.CheckReport;
import io.lockgate.guard.Finding;
import io.lockgate.lock.LockHolder;
import io.lockgate.lock.LockKey;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.tenant.TenantReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Observes runs; beans of this type are picked up. Called on the thread of the run, in the order of the beans. An exception of a
 * listener, or a {@link LinkageError}, is logged, and does not disturb the run; any other {@link Error} ends it.
 */
public interface RunListener {

    /** Observes nothing. */
    RunListener NONE = new RunListener() {};

    /** Writes runs to the log: a line per step, progress within a long one, a warning where a person should look. */
    static RunListener logging() {
        return new RunLog();
    }

    /** A run starts; no step has begun. */
    default void runStarted(Run run) {}

    /** A step begins. The steps from {@code ACQUIRE_LOCK} to {@code APPLY} come once per target that is not current. */
    default void stepStarted(Run run, RunStep step) {}

    /** A step succeeded; of one that fails nothing is told but {@link #runFailed}. */
    default void stepFinished(Run run, RunStep step, Duration duration) {}

    /** The database did not answer; it is asked again, unless this was the last attempt. */
    default void databaseDidNotAnswer(Run run, int attempt, int maxAttempts, String reason) {}

    /** Somebody else holds the lock; called after every attempt. */
    default void lockIsTaken(Run run, LockKey key, @Nullable LockHolder holder) {}

    /** A changelog was compared with the schema: once before the lock is held, and again under it. */
    default void planned(Run run, ChangelogPlan plan) {}

    /**
     * A target is about to be changed; its lock is held.
     *
     * @param jdbc the connection of the run, in autocommit
     */
    default void targetStarted(Run run, ChangelogTarget target, JdbcClient jdbc) {}

    /** Liquibase begins a changeset, which its preconditions may still skip. */
    default void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {}

    /**
     * A changeset, or a statement of one that runs outside of a transaction, collided with other sessions; it is tried again
     * after a pause.
     */
    default void changeSetIsRetried(
            Run run, ChangelogPlan plan, ChangeSetId changeSet, String reason, Duration pause) {}

    /** A changeset is done with, and its history row is committed where there is one; not called for one that fails the run. */
    default void changeSetFinished(Run run, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {}

    /** What is pending was looked through, and some of it calls for advice. */
    default void found(Run run, List<Finding> findings) {}

    /** Where all tenants stand; called before the first of them is migrated, and again when others have appeared. */
    default void tenantsCounted(Run run, List<TenantReport> tenants) {}

    /**
     * A tenant has begun to be migrated, or has ended in whatever way. One that application code has provisioned, or asked about,
     * is told of on the thread that did so, by a run of which nothing else is told, possibly beside another.
     */
    default void tenantChanged(Run run, TenantReport tenant) {}

    /**
     * The tenants are done with, successfully or not, and some were behind.
     *
     * @param shared what is migrated before the tenants
     * @param jdbc the connection of the run, in autocommit
     */
    default void tenantsFinished(Run run, ChangelogTarget shared, List<TenantReport> tenants, JdbcClient jdbc) {}

    /** The checks were asked; called after every attempt. */
    default void checked(Run run, List<CheckReport> reports) {}

    /**
     * A target is done with, successfully or not; its lock is free again.
     *
     * @param jdbc the connection of the run, in autocommit; after a failure it may be broken
     */
    default void targetFinished(Run run, TargetResult result, JdbcClient jdbc) {}

    /** The run failed for a reason that passes; after a pause it goes through all its steps again. */
    default void runIsRetried(Run run, LockgateException failure, Duration pause) {}

    /**
     * All steps but the end of {@code OPEN} are done. A run of tenants alone has no such step: the gate is what it was when the run
     * began.
     */
    default void runSucceeded(Run run, RunResult result) {}

    /** The run has failed, or was cancelled; its locks are free. */
    default void runFailed(Run run, LockgateException failure) {}
}
