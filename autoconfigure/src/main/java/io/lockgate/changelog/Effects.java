package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import io.lockgate.lock.Remains;
import org.jspecify.annotations.Nullable;

/**
 * Effects that the running changeset may have committed although it is not recorded yet: if it fails then, executing it again
 * does a part of it twice. The server decides; the text of a statement can only add a doubt.
 */
final class Effects {

    private final MigrationConnection connection;

    private final @Nullable Fence fence;

    private boolean transactional = true;

    private int commits;

    private boolean happened;

    private boolean doubtful;

    private boolean byCode;

    /** A statement of the code has succeeded. */
    private boolean executed;

    Effects(MigrationConnection connection, @Nullable Fence fence) {
        this.connection = connection;
        this.fence = fence;
    }

    /** A changeset begins. */
    void begin(boolean inTransaction) {
        transactional = inTransaction;
        commits = connection.commits();
        happened = false;
        doubtful = false;
        byCode = false;
        executed = false;
    }

    /** Something took effect, or may have. */
    void happened() {
        happened = true;
    }

    /** Code that nobody can read works on the connection, and may reach it past us. */
    void byCode() {
        byCode = true;
    }

    /** A statement was executed in a transaction: where code did that, the server is asked which one that is. */
    void executed(SqlText text) {
        executed |= byCode;
        if (byCode && fence != null && text.takesSnapshot()) {
            fence.identify();
        }
    }

    /** A statement is about to be executed in a transaction, which it may end. */
    void inTransaction(SqlText text) {
        doubtful |= text.mayEndTransaction();
    }

    /** Returns whether nothing is left of a changeset that failed, so that it may be tried again. */
    boolean none() {
        return !happened && connection.commits() == commits && (!transactional || remains() == Remains.NOTHING);
    }

    /** Remains of a changeset that failed in a transaction. */
    Remains remains() {
        if (connection.commits() != commits) {
            return Remains.PART;
        }
        if (fence == null) {
            return Remains.NOTHING;
        }
        if (connection.isLost()) {
            return remainsAfterLoss(fence);
        }
        return fence.remains();
    }

    /** A text that could end its transaction may have done so, and begun another: unless all changes were done by then. */
    private Remains remainsAfterLoss(Fence last) {
        if (happened) {
            return Remains.UNKNOWN;
        }
        boolean nothingYet = byCode && !executed && !connection.isReachedPast();
        if (last.wasInOneTransaction() || (!doubtful && (!byCode || nothingYet))) {
            return Remains.NOTHING;
        }
        Remains remains = last.remainsAfterLoss();
        return doubtful && remains == Remains.NOTHING ? Remains.UNKNOWN : remains;
    }
}
