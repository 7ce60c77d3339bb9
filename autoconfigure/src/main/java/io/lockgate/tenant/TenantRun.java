package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.TenantHazard;
import io.lockgate.database.Cancellation;
import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.LivingSession;
import io.lockgate.lock.LockWait;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOff;

/** What migrating tenants needs of the run that it is a part of, and tells it; told on the thread of the run alone. */
public interface TenantRun {

    /** A UUID, by which Liquibase's own lock names its owner. */
    String id();

    Cancellation cancellation();

    /** The connection of the run, which is used by one worker; the others open theirs. */
    MigrationConnection connection();

    /** Beside whose history it is kept what the next start is to know; nothing where nothing is shared. */
    Optional<ChangelogTarget> shared();

    /** How many connections there is room for in the pool beside it. */
    int room();

    /**
     * A further connection; to be given back by {@link #close}. Called on the thread that is to use it.
     *
     * @param patiently whether to wait for it as a run waits for its database, or for two seconds: others go on without
     */
    MigrationConnection open(boolean patiently);

    void close(MigrationConnection connection);

    LockWait lockWait();

    /** Shows others that the calling thread works in the session of a connection, which holds locks. */
    LivingSession showLife(MigrationConnection connection);

    DdlTimeouts ddl();

    /** The pauses before what failed for a reason that passes is tried again, and how often it is. */
    BackOff retry();

    /**
     * A failure as one of our errors.
     *
     * @param on the connection that it happened on, which may have been lost; null where there was none
     */
    LockgateException failure(Throwable thrown, @Nullable MigrationConnection on);

    /** Where all tenants stand. */
    void counted(Collection<TenantReport> tenants);

    /** A tenant has begun, or has ended. */
    void changed(TenantReport tenant);

    /** What of the pending changesets calls for advice. */
    void found(List<TenantHazard> hazards);
}
