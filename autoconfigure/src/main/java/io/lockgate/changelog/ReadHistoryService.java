package io.lockgate.changelog;

import java.util.List;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import org.jspecify.annotations.Nullable;

/**
 * Liquibase's history while it is only read, without a lock. Its own service creates the table as soon as a changelog
 * includes another ({@code DatabaseChangeLog.include}), and takes snapshots of the catalog before it reads it. Found by
 * Liquibase through {@code META-INF/services}, and used for a database alone that a planner reads: the scope carries it.
 */
public final class ReadHistoryService extends StandardChangeLogHistoryService {

    static final String READ_DATABASE = "lockgate.read-database";

    /** The history as we have read it; missing where Liquibase is to read it itself. */
    static final String READ_HISTORY = "lockgate.read-history";

    /** Above every other service, Liquibase's own and those of extensions. */
    private static final int PRIORITY = Integer.MAX_VALUE;

    private boolean toBeCorrected;

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

    @Override
    public boolean hasDatabaseChangeLogTable() {
        ReadHistory history = history();
        return history == null ? super.hasDatabaseChangeLogTable() : history.exists();
    }

    @Override
    public List<RanChangeSet> getRanChangeSets() throws DatabaseException {
        ReadHistory history = history();
        return history == null ? super.getRanChangeSets() : history.ranChangeSets();
    }

    @Override
    public void replaceChecksum(ChangeSet changeSet) {
        toBeCorrected = true;
    }

    @Override
    public void replaceFilePath(ChangeSet changeSet, String oldPath) {
        toBeCorrected = true;
    }

    /**
     * Whether Liquibase would have corrected what another version of it has recorded wrongly
     * ({@code ValidatingVisitorUtil}): it does so when it updates, too.
     */
    boolean isToBeCorrected() {
        return toBeCorrected;
    }

    private static @Nullable ReadHistory history() {
        return Scope.getCurrentScope().get(READ_HISTORY, ReadHistory.class);
    }
}
