package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
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
 * runs no change, and its commits stay as they are. A rollback is the same in reverse.
 */
final class ExactlyOnce extends AbstractChangeExecListener {

    private final MigrationConnection connection;

    ExactlyOnce(MigrationConnection connection) {
        this.connection = connection;
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        connection.commitAsAsked();
    }

    @Override
    public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        if (changeSet.isRunInTransaction()) {
            connection.deferNextCommit();
        } else {
            connection.letFinish();
        }
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.ExecType type) {
        connection.commitAsAsked();
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        connection.commitAsAsked();
    }

    @Override
    public void willRollback(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        if (changeSet.isRunInTransaction()) {
            connection.deferNextCommit();
        }
    }

    @Override
    public void rollbackFailed(
            ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        connection.commitAsAsked();
    }
}
