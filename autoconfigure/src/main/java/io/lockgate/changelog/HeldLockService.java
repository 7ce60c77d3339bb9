package io.lockgate.changelog;

import java.sql.Connection;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.Database;
import liquibase.database.DatabaseConnection;
import liquibase.database.jvm.JdbcConnection;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.LockService;
import org.jspecify.annotations.Nullable;

/**
 * Liquibase's lock, where a run of ours already holds the advisory lock: granted at once, kept nowhere. Found by Liquibase
 * through {@code META-INF/services}, and used for a connection of ours alone: the scope carries that very connection,
 * since Liquibase's scopes are inherited by threads that have nothing to do with the run.
 */
public final class HeldLockService implements LockService {

    static final String HELD_CONNECTION = "lockgate.held-connection";

    /** Above every other service, Liquibase's own and those of extensions. */
    private static final int PRIORITY = Integer.MAX_VALUE;

    private @Nullable Database database;

    private boolean held;

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public boolean supports(Database candidate) {
        Connection ours = Scope.getCurrentScope().get(HELD_CONNECTION, Connection.class);
        DatabaseConnection theirs = candidate.getConnection();
        return ours != null && theirs instanceof JdbcConnection jdbc && jdbc.getUnderlyingConnection() == ours;
    }

    @Override
    public void setDatabase(Database database) {
        this.database = database;
    }

    @Override
    public boolean hasChangeLogLock() {
        return held;
    }

    @Override
    public void waitForLock() {
        acquireLock();
    }

    /** Does what Liquibase relies on once it has its lock: forgets what it read of the history before. */
    @Override
    public boolean acquireLock() {
        if (!held && database != null) {
            held = true;
            Scope.getCurrentScope()
                    .getSingleton(ChangeLogHistoryServiceFactory.class)
                    .getChangeLogService(database)
                    .reset();
            database.setCanCacheLiquibaseTableInfo(true);
        }
        return held;
    }

    @Override
    public void releaseLock() {
        held = false;
        if (database != null) {
            database.setCanCacheLiquibaseTableInfo(false);
        }
    }

    @Override
    public void forceReleaseLock() {
        releaseLock();
    }

    @Override
    public DatabaseChangeLogLock[] listLocks() {
        return new DatabaseChangeLogLock[0];
    }

    @Override
    public void setChangeLogLockWaitTime(long minutes) {}

    @Override
    public void setChangeLogLockRecheckTime(long seconds) {}

    @Override
    public void reset() {
        held = false;
    }

    @Override
    public void init() {}

    @Override
    public void destroy() {}
}
