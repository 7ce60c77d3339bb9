package io.lockgate.changelog;

import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * A row of Liquibase's own lock that a run of Lockgate has left behind, since its process was killed. It does not hinder us, but pods
 * of before the adoption and Liquibase's command line wait for it without end. It is stale by proof where nobody holds the advisory
 * lock under which it is written.
 */
public final class LockLeftBehind {

    private static final Logger log = LoggerFactory.getLogger(LockLeftBehind.class);

    /** Prefix of the names of our runs in the row. */
    static final String OURS = "lockgate:";

    private static final String IS_OURS = """
            id operator(pg_catalog.=) 1 and locked and pg_catalog.starts_with(lockedby::pg_catalog.text, '%s')
            """.formatted(OURS);

    private LockLeftBehind() {}

    /** An expression: whether a run of Lockgate has locked a table, and may have left it locked. */
    static String exists(String table) {
        return "exists (%s)".formatted(rowOf(table, ""));
    }

    /** A query for the row of a table, if it is that of a run of Lockgate. */
    static String rowOf(String table, String columns) {
        return "select %s from %s where %s".formatted(columns, table, IS_OURS);
    }

    /**
     * Frees the lock if whoever has locked it is gone; does nothing where this session may not write, or the table is not one that
     * we {@linkplain TrustedTable trust}. Never fails where the connection is well: it is others who wait for the lock.
     */
    public static void free(MigrationConnection connection, ChangelogTarget target) {
        try {
            if (!connection.isReadOnly()
                    && TrustedTable.liquibaseLock(target).permits(connection.jdbc(), "update")
                    && update(connection, target)) {
                log.info(
                        "Freed Liquibase's own lock in {}, left behind by a run of Lockgate that has ended",
                        target.liquibaseLock());
            }
        } catch (DataAccessException e) {
            if (connection.isToBlameFor(e)) {
                throw e;
            }
            log.warn("Could not free Liquibase's own lock in {}: {}", target.liquibaseLock(), FailureKind.reason(e));
        }
    }

    /** The advisory lock is held until the end of the statement; a row that somebody is about to change is left to them. */
    private static boolean update(MigrationConnection connection, ChangelogTarget target) {
        return connection
                        .jdbc()
                        .sql("""
                        update %1$s
                           set locked = false, lockgranted = null, lockedby = null
                         where id operator(pg_catalog.=)
                               (%2$s and (select pg_catalog.pg_try_advisory_xact_lock(%3$s)) for update skip locked)
                        """.formatted(
                                        target.liquibaseLock(),
                                        rowOf(target.liquibaseLock(), "id"),
                                        target.liquibaseLockKey().literal()))
                        .update()
                > 0;
    }
}
