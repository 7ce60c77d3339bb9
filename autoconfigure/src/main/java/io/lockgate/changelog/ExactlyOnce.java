package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;

/**
 * Lets the effect of a changeset and its row in the history land in one transaction.
 *
 * <p>Liquibase commits in between ({@code ChangeSet.execute} and {@code StandardChangeLogHistoryService.setExecType} each
 * commit; liquibase issues 7442 and 1498), right after the last of a changeset's changes. So exactly the first commit after
 * a change ran is swallowed, and only in a changeset that runs in a transaction. A changeset that its preconditions skip
 * runs no change, and its commits stay as they are. A rollback is the same in reverse. In the place of the swallowed commit
 * the {@link Fence} has its say: without the lock, nothing is committed.
 */
final class ExactlyOnce extends AbstractChangeExecListener {

    private final MigrationConnection connection;

    private final Fence fence;

    ExactlyOnce(MigrationConnection connection, Fence fence) {
        this.connection = connection;
        this.fence = fence;
    }

    @Override
    public void willRun(
            ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.RunStatus runStatus) {
        fence.enter(ChangeSets.idOf(changeSet).toString());
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        connection.commitAsAsked();
        fence.limit();
    }

    @Override
    public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        if (changeSet.isRunInTransaction()) {
            connection.deferNextCommit(fence::leave);
        } else {
            connection.letFinish(fence::leaveForRecording);
        }
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.ExecType type) {
        connection.commitAsAsked();
        fence.settle();
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        connection.commitAsAsked();
        fence.settle();
    }

    @Override
    public void willRollback(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        if (changeSet.isRunInTransaction()) {
            connection.deferNextCommit(() -> true);
        }
    }

    @Override
    public void rollbackFailed(
            ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        connection.commitAsAsked();
    }
}
