package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.database.StatementInterceptor;
import io.lockgate.lock.Fence;
import io.lockgate.schema.ChangeSetId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** What Liquibase really executes for each changeset in one schema, and under which search path. */
final class Recording extends AbstractChangeExecListener {

    private final MigrationConnection connection;

    private final Fence fence;

    private final Set<ChangeSetId> inParts = new HashSet<>();

    private final Map<ChangeSetId, List<String>> statements = new HashMap<>();

    private final Map<ChangeSetId, String> searchPaths = new HashMap<>();

    private @Nullable List<String> open;

    Recording(MigrationConnection connection, Fence fence) {
        this.connection = connection;
        this.fence = fence;
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        ChangeSetId id = ChangeSets.idOf(changeSet);
        open = statements.computeIfAbsent(id, none -> new ArrayList<>());
        searchPaths.computeIfAbsent(
                id,
                none -> connection
                        .jdbc()
                        .sql("show search_path")
                        .query(String.class)
                        .single());
    }

    @Override
    public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        open = null;
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.ExecType type) {
        ChangeSetId id = ChangeSets.idOf(changeSet);
        if (statements.containsKey(id) && !fence.wasInOneTransaction()) {
            inParts.add(id);
        }
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        open = null;
        statements.remove(ChangeSets.idOf(changeSet));
    }

    /** The same as another does around statements, and writes down those of changes. */
    StatementInterceptor around(StatementInterceptor other) {
        return new StatementInterceptor() {
            @Override
            public @Nullable Object execute(String sql, boolean complete, Execution statement) throws SQLException {
                if (open != null) {
                    open.add(complete ? sql : "bound: " + sql);
                }
                return other.execute(sql, complete, statement);
            }
        };
    }

    /** What was executed for a changeset; nothing where it was not executed. */
    List<String> statements(ChangeSetId changeSet) {
        return List.copyOf(statements.getOrDefault(changeSet, List.of()));
    }

    /** Returns whether it ended its transaction by itself, and so was not executed together with its row in the history. */
    boolean wasInParts(ChangeSetId changeSet) {
        return inParts.contains(changeSet);
    }

    /** The search path that it was executed under, as {@code SHOW} tells it; empty where it was not executed. */
    String searchPath(ChangeSetId changeSet) {
        return searchPaths.getOrDefault(changeSet, "");
    }
}
