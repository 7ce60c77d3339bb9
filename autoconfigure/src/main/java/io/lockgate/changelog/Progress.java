package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import liquibase.change.Change;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** Follows Liquibase from changeset to changeset: which one it is in, and how those before it ended. */
final class Progress extends AbstractChangeExecListener {

    private final ChangelogListener listener;

    private final Effects effects;

    private final Map<ChangeSetId, ChangeSetOutcome> outcomes = new LinkedHashMap<>();

    private @Nullable ChangeSet current;
    private @Nullable ChangeSet tolerated;
    private boolean changing;
    private @Nullable Exception failure;

    Progress(ChangelogListener listener, Effects effects) {
        this.listener = listener;
        this.effects = effects;
    }

    @Override
    public void willRun(
            ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.RunStatus runStatus) {
        finishSkipped();
        current = changeSet;
        changing = false;
        effects.begin(changeSet.isRunInTransaction());
        listener.changeSetStarted(ChangeSets.idOf(changeSet));
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        changing = true;
        if (change instanceof CustomChangeWrapper || !Extensions.isOfLiquibase(change)) {
            effects.byCode();
        }
    }

    @Override
    public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        changing = false;
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.ExecType execType) {
        tolerated = execType == ChangeSet.ExecType.FAILED ? changeSet : null;
        finish(changeSet, execType == ChangeSet.ExecType.FAILED ? ChangeSetOutcome.FAILED : ChangeSetOutcome.RECORDED);
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        failure = exception;
    }

    /** Liquibase says nothing of a changeset that its preconditions skipped, but goes on with the next. */
    private void finishSkipped() {
        if (current != null) {
            finish(current, ChangeSetOutcome.SKIPPED);
        }
    }

    private void finish(ChangeSet changeSet, ChangeSetOutcome outcome) {
        current = null;
        ChangeSetId id = ChangeSets.idOf(changeSet);
        outcomes.put(id, outcome);
        listener.changeSetFinished(id, outcome);
    }

    /** How each changeset that was tried ended, once Liquibase is done. */
    Map<ChangeSetId, ChangeSetOutcome> outcomes() {
        finishSkipped();
        return Map.copyOf(outcomes);
    }

    /** What the changeset that Liquibase is in has done for good. */
    Effects effects() {
        return effects;
    }

    /** The changeset that failed is tried again. */
    void retrying(String reason, Duration pause) {
        if (current != null) {
            listener.changeSetIsRetried(ChangeSets.idOf(current), reason, pause);
        }
    }

    /** Liquibase begins anew; what it was in was rolled back. */
    void beginAnew() {
        current = null;
        failure = null;
    }

    /** The changeset that Liquibase is in, and has failed in if it failed. */
    @Nullable
    ChangeSet current() {
        return current;
    }

    /** Returns whether one of its changes runs; not while its preconditions are checked, nor while it is recorded. */
    boolean isChanging() {
        return changing;
    }

    /** The last changeset that ended, if its failure was tolerated. */
    @Nullable
    ChangeSet tolerated() {
        return tolerated;
    }

    /**
     * Why that changeset failed, as Liquibase said then: what it throws in the end may be what failed while it cleaned up,
     * such as a rollback on a connection that is gone.
     */
    Exception failureOr(Exception thrown) {
        return failure == null ? thrown : failure;
    }
}
