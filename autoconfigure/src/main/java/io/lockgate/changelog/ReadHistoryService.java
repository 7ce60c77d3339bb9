package io.lockgate.changelog;

import liquibase.Scope;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;

/**
 * Liquibase's history while it is only read, without a lock. Its own service creates the table as soon as a changelog
 * includes another ({@code DatabaseChangeLog.include}). Found by Liquibase through {@code META-INF/services}, and used for a
 * database alone that a planner reads: the scope carries it.
 */
public final class ReadHistoryService extends StandardChangeLogHistoryService {

    static final String READ_DATABASE = "lockgate.read-database";

    /** Above every other service, Liquibase's own and those of extensions. */
    private static final int PRIORITY = Integer.MAX_VALUE;

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public boolean supports(Database candidate) {
        return Scope.getCurrentScope().get(READ_DATABASE, Database.class) == candidate;
    }

    /** Creates and alters nothing. */
    @Override
    public void init() {}
}
