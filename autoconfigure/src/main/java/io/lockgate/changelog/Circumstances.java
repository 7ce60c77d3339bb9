package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import java.util.Optional;

/** What is seen when a changelog is compared with its history, and decides nothing about what is pending. */
final class Circumstances {

    private volatile boolean ownersSeen;

    private volatile boolean lockIsOurs;

    /** It was compared by its fingerprint, and whoever did so has looked at the owners; nothing, if that did not tell. */
    void recognised(Optional<Reckoning> recognised) {
        lockIsOurs = recognised.filter(Reckoning::lockIsOurs).isPresent();
    }

    /** It was compared by Liquibase; nothing, if the bean is told not to run. */
    void planned(Optional<Reckoning> reckoning, MigrationConnection connection) {
        lockIsOurs = reckoning.filter(Reckoning::lockIsOurs).isPresent();
        if (!ownersSeen && reckoning.isPresent()) {
            HistoryOwners.look(reckoning.get().plan().target(), connection.jdbc());
            ownersSeen = true;
        }
    }

    /** Whether a run of Lockgate had locked Liquibase's own lock. */
    boolean isLockOurs() {
        return lockIsOurs;
    }
}
