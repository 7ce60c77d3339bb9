package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;

/**
 * Whether the changeset that is running may have left something behind for good, although it is not recorded yet: if it
 * fails then, doing it again does a part of it twice.
 */
final class Effects {

    private final MigrationConnection connection;

    private int commits;

    private boolean happened;

    Effects(MigrationConnection connection) {
        this.connection = connection;
    }

    /** A changeset begins. */
    void begin() {
        commits = connection.commits();
        happened = false;
    }

    /** Something took effect, or may have. */
    void happened() {
        happened = true;
    }

    boolean none() {
        return !happened && connection.commits() == commits;
    }
}
