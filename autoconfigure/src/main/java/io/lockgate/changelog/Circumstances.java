package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import java.util.Optional;

/** Observations made while a changelog is compared with its history. They do not decide which changesets are pending. */
final class Circumstances {

    private volatile boolean ownersSeen;

    private volatile boolean lockIsOurs;

    /** Notes a comparison by fingerprint, which has looked at the owners. Empty if the fingerprint decided nothing. */
    void recognised(Optional<Reckoning> recognised) {
        lockIsOurs = recognised.filter(Reckoning::lockIsOurs).isPresent();
    }

    /** Notes a comparison by Liquibase. Empty if the bean is told not to run. */
    void planned(Optional<Reckoning> reckoning, MigrationConnection connection) {
        lockIsOurs = reckoning.filter(Reckoning::lockIsOurs).isPresent();
        if (!ownersSeen && reckoning.isPresent()) {
            HistoryOwners.look(reckoning.get().plan().target(), connection.jdbc());
            ownersSeen = true;
        }
    }

    /** Returns whether a run of Lockgate had locked Liquibase's own lock. */
    boolean isLockOurs() {
        return lockIsOurs;
    }
}
