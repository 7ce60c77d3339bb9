package io.lockgate.changelog;

import io.lockgate.database.DdlTimeouts;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.AssumedRole;
import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase has done in one schema, to be done in others that stand where that one stood: the same statements under the
 * same search path, changeset by changeset, each with the row in the history that Liquibase would write, in one transaction.
 */
public final class Replay {

    private final List<Template> historyTable;

    private final List<Step> steps;

    private final @Nullable Obstacle obstacle;

    private Replay(List<Template> historyTable, List<Step> steps, @Nullable Obstacle obstacle) {
        this.historyTable = historyTable;
        this.steps = List.copyOf(steps);
        this.obstacle = obstacle;
    }

    /**
     * One changeset.
     *
     * @param searchPath what follows the schema in the search path
     * @param key and {@code rest}: the values of its row in the history, as SQL writes them
     */
    private record Step(ChangeSetId id, List<Template> statements, String searchPath, String key, String rest) {}

    /**
     * What of a script has been executed in a schema just as it says, and was recorded as it says.
     *
     * @param recording what was executed there
     */
    static Replay confirmed(
            Script script, Recording recording, ChangelogTarget target, MigrationConnection connection) {
        List<Step> steps = new ArrayList<>();
        for (Script.ScriptedChangeSet changeSet : script.changeSets()) {
            if (recording.wasInParts(changeSet.id())) {
                return new Replay(
                        script.historyTable(),
                        steps,
                        new Obstacle(changeSet.id(), "it ends its transaction by itself"));
            }
            Optional<Step> step = confirmed(changeSet, recording, target, connection);
            if (step.isEmpty()) {
                return new Replay(
                        script.historyTable(),
                        steps,
                        new Obstacle(changeSet.id(), "what was executed is not what was told beforehand"));
            }
            steps.add(step.get());
        }
        return new Replay(script.historyTable(), steps, script.obstacle());
    }

    private static Optional<Step> confirmed(
            Script.ScriptedChangeSet changeSet,
            Recording recording,
            ChangelogTarget target,
            MigrationConnection connection) {
        List<String> told = changeSet.statements().stream()
                .map(statement -> statement.in(target.schema()))
                .toList();
        String searchPath = recording.searchPath(changeSet.id());
        String expected = connection.searchPath().beginningWith(target.schemaName());
        // Liquibase puts the schema in front once more where it quotes all names
        boolean isUnderSchema = searchPath.isEmpty()
                ? told.isEmpty()
                : searchPath.equals(expected) || searchPath.equals(target.schemaName() + ", " + expected);
        if (!isUnderSchema || !told.equals(recording.statements(changeSet.id()))) {
            return Optional.empty();
        }
        String behind = expected.substring(target.schemaName().length());
        ChangeSetId id = changeSet.id();
        List<Step> rows = connection
                .jdbc()
                .sql("""
                        select pg_catalog.format('%%L, %%L, %%L', id, author, filename) as key,
                               pg_catalog.format('%%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L',
                                      md5sum, description, comments, exectype, contexts, labels, liquibase, deployment_id, tag)
                                 as rest
                          from %s
                         where id operator(pg_catalog.=) ?::pg_catalog.text
                           and author operator(pg_catalog.=) ?::pg_catalog.text
                           and filename operator(pg_catalog.=) ?::pg_catalog.text
                           and md5sum operator(pg_catalog.=) ?::pg_catalog.text
                           and exectype operator(pg_catalog.=) 'EXECUTED'
                        """.formatted(target.history()))
                .params(id.id(), id.author(), id.changeLog(), changeSet.checksum())
                .query((row, number) ->
                        new Step(id, changeSet.statements(), behind, row.getString("key"), row.getString("rest")))
                .list();
        return rows.size() == 1 ? Optional.of(rows.get(0)) : Optional.empty();
    }

    /** The changesets that it executes, in order; Liquibase has to execute those after them. */
    public List<ChangeSetId> changeSets() {
        return steps.stream().map(Step::id).toList();
    }

    /** Why it executes no more. */
    public Optional<Obstacle> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /**
     * Executes it, in one round trip; the caller holds the lock. What fails is rolled back to the last changeset that succeeded.
     *
     * @param role under which the changesets run; null for the role that migrates
     * @param fresh whether the history table is to be created
     * @param last a query that is executed in the end
     * @return what that query returned
     */
    public String execute(
            MigrationConnection connection,
            ChangelogTarget target,
            @Nullable String role,
            boolean fresh,
            DdlTimeouts timeouts,
            String last) {
        List<String> statements = new ArrayList<>();
        if (fresh) {
            statements.add("begin");
            historyTable.forEach(statement -> statements.add(statement.in(target.schema())));
            statements.add("commit");
        }
        for (Step step : steps) {
            statements.add("begin");
            statements.add("set local search_path to " + target.schemaName() + step.searchPath());
            statements.add("set local lock_timeout to " + timeouts.lock().toMillis());
            if (timeouts.statement() != null) {
                statements.add(
                        "set local statement_timeout to " + timeouts.statement().toMillis());
            }
            if (role != null) {
                statements.addAll(AssumedRole.assuming(role));
            }
            step.statements().forEach(statement -> statements.add(statement.in(target.schema())));
            if (role != null) {
                statements.addAll(AssumedRole.puttingDown(role, connection.user()));
            }
            statements.add("""
                    insert into %1$s (id, author, filename, dateexecuted, orderexecuted, md5sum, description, comments,
                                      exectype, contexts, labels, liquibase, deployment_id, tag)
                    select %2$s, current_timestamp,
                           coalesce(pg_catalog.max(orderexecuted), 0) operator(pg_catalog.+) 1, %3$s
                      from %1$s
                    """.formatted(target.history(), step.key(), step.rest()));
            statements.add("commit");
        }
        statements.add(last);
        List<@Nullable String> results = connection.script(String.join("\n;\n", statements));
        return String.valueOf(results.get(results.size() - 1));
    }
}
