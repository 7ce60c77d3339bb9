package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import liquibase.ChecksumVersion;
import liquibase.change.Change;
import liquibase.change.DbmsTargetedChange;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseList;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.ExecutablePreparedStatement;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase would execute for a changeset in one schema, generated without executing anything; a schema of that name need
 * not exist.
 *
 * @param statements in order, as {@code JdbcExecutor} sends them; empty where they cannot be told beforehand
 * @param row what its row in the history depends on, as far as it comes from the changelog
 * @param obstacle why they cannot be told, or why others cannot do with them; null if they can
 */
record DraftedChangeSet(
        ChangeSetId id,
        List<String> statements,
        List<String> row,
        @Nullable String obstacle) {

    static DraftedChangeSet of(ChangeSet changeSet, Database database) {
        ChangeSetId id = ChangeSets.idOf(changeSet);
        List<String> row = List.of(
                changeSet.generateCheckSum(ChecksumVersion.latest()).toString(),
                String.valueOf(changeSet.getDescription()),
                String.valueOf(changeSet.getComments()),
                String.valueOf(changeSet.buildFullContext()),
                String.valueOf(changeSet.buildFullLabels()));
        Optional<String> untold = ReplayObstacles.untold(changeSet, database);
        if (untold.isPresent()) {
            return new DraftedChangeSet(id, List.of(), row, untold.get());
        }
        List<String> statements = new ArrayList<>();
        for (Change change : changeSet.getChanges()) {
            if (isForOthers(change, database)) {
                continue;
            }
            for (SqlStatement statement : change.generateStatements(database)) {
                if (isBound(statement)) {
                    return new DraftedChangeSet(id, List.of(), row, "its values are bound to a prepared statement");
                }
                if (!statement.skipOnUnsupported() || factory().supports(statement, database)) {
                    for (Sql sql : factory().generateSql(statement, database)) {
                        statements.add(sql.toSql());
                    }
                }
            }
        }
        return new DraftedChangeSet(
                id,
                statements,
                row,
                ReplayObstacles.in(changeSet)
                        .or(() -> ReplayObstacles.in(statements))
                        .orElse(null));
    }

    /** As {@code ChangeSet.execute} skips it. */
    static boolean isForOthers(Change change, Database database) {
        return change instanceof DbmsTargetedChange targeted
                && !DatabaseList.definitionMatches(targeted.getDbms(), database, true);
    }

    private static boolean isBound(SqlStatement statement) {
        return statement instanceof ExecutablePreparedStatement || statement instanceof RawParameterizedSqlStatement;
    }

    private static SqlGeneratorFactory factory() {
        return SqlGeneratorFactory.getInstance();
    }
}
