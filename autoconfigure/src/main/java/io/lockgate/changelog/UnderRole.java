package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import liquibase.change.Change;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.core.PreconditionContainer;

/**
 * Lets preconditions and changes of a tenant run under its role, and nobody but the user who migrates write the history: also where
 * a changeset has no changes, its preconditions do not hold, or it tags the history.
 */
final class UnderRole extends AbstractChangeExecListener {

    private final MigrationConnection connection;

    private final Fence fence;

    UnderRole(MigrationConnection connection, Fence fence) {
        this.connection = connection;
        this.fence = fence;
    }

    @Override
    public void willRun(
            ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.RunStatus runStatus) {
        connection.beforeRecording(changeSet.isRunInTransaction(), fence::putRoleDown);
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        if (change instanceof TagDatabaseChange) {
            fence.putRoleDown();
        } else {
            fence.keepRole();
        }
    }

    @Override
    public void preconditionFailed(PreconditionFailedException error, PreconditionContainer.FailOption onFail) {
        connection.betweenTransactions(fence::putRoleDown);
    }

    @Override
    public void preconditionErrored(PreconditionErrorException error, PreconditionContainer.ErrorOption onError) {
        connection.betweenTransactions(fence::putRoleDown);
    }
}
