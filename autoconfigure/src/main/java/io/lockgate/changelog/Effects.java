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
    }

    /** Something took effect, or may have. */
    void happened() {
        happened = true;
    }

    /** Code that nobody can read works on the connection, and may reach it past us. */
    void byCode() {
        doubtful = true;
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
            return happened || doubtful ? Remains.UNKNOWN : Remains.NOTHING;
        }
        return fence.remains();
    }
}
