package io.lockgate.changelog;

import io.lockgate.changelog.TenantFingerprintStore.Stored;
import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Remembers from one start to the next with which histories of tenants nothing was pending, whichever tenant's they are. In doubt
 * it remembers nothing, and Liquibase is asked.
 */
final class TenantMemory {

    private static final Logger log = LoggerFactory.getLogger(TenantMemory.class);

    /** By how many histories tenants differ that have come by many releases; others are asked about. */
    private static final int MAX_HISTORIES = 50;

    private final Supplier<SpringLiquibase> beans;

    private @Nullable Fingerprint fingerprint;

    private Set<String> stored = Set.of();

    /**
     * A memory that is empty.
     *
     * @param beans makes a bean with the settings that all tenants share
     */
    TenantMemory(Supplier<SpringLiquibase> beans) {
        this.beans = beans;
    }

    /** The histories with which nothing is pending, if the changelog still is what it was; none in doubt. */
    synchronized Set<String> recall(MigrationConnection connection, ChangelogTarget shared, ChangelogTarget tenant) {
        Optional<Stored> found;
        try {
            found = new TenantFingerprintStore(connection, shared).find(tenant.historyTable());
        } catch (DataAccessException e) {
            if (connection.isToBlameFor(e)) {
                throw e;
            }
            log.debug("The fingerprint of the tenants could not be read", e);
            return Set.of();
        }
        fingerprint = null;
        stored = Set.of();
        if (found.filter(what -> isOfNow(what.fingerprint(), connection.cancellation()))
                .isEmpty()) {
            return Set.of();
        }
        fingerprint = found.get().fingerprint();
        stored = found.get().histories();
        log.info(
                "The changelog of the tenants has not changed since the last run (fingerprint {})",
                fingerprint.start());
        return stored;
    }

    /** Liquibase has just read the changelog. */
    synchronized void learn(Reckoning reckoning, ResourceTrail trail, Cancellation cancellation) {
        if (!reckoning.lasts()) {
            fingerprint = null;
        } else if (fingerprint == null) {
            SpringLiquibase bean = beans.get();
            fingerprint = Fingerprint.taken(bean, cancellation, () -> Fingerprint.of(bean, trail))
                    .orElse(null);
            stored = Set.of();
        }
    }

    /** Stores with which histories nothing is pending, if the changelog still is what it was. */
    synchronized void store(
            MigrationConnection connection, ChangelogTarget shared, ChangelogTarget tenant, Set<String> histories) {
        Set<String> some = histories.stream().sorted().limit(MAX_HISTORIES).collect(Collectors.toSet());
        if (fingerprint == null || some.equals(stored) || !isOfNow(fingerprint, connection.cancellation())) {
            return;
        }
        try {
            new TenantFingerprintStore(connection, shared).store(tenant, new Stored(fingerprint, some));
            stored = some;
        } catch (RuntimeException e) {
            log.warn(
                    "The fingerprint of the tenants could not be stored, so that the next start takes longer: {}",
                    FailureKind.reason(e));
        }
    }

    private boolean isOfNow(Fingerprint then, Cancellation cancellation) {
        SpringLiquibase bean = beans.get();
        return Fingerprint.taken(bean, cancellation, () -> Fingerprint.of(bean, then.inputs()))
                .equals(Optional.of(then));
    }
}
