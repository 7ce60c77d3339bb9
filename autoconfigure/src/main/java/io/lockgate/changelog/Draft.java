package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.core.CreateDatabaseChangeLogTableStatement;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase would execute for some changesets in one schema, without executing it.
 *
 * @param schema the schema, made up
 * @param historyTable the statements that create the history table
 * @param hazards what works in one schema, but not in many
 * @param obstacle why none of it is of use to others; null if it is
 */
record Draft(
        String schema,
        List<String> historyTable,
        List<DraftedChangeSet> changeSets,
        List<TenantHazard> hazards,
        @Nullable String obstacle) {

    /**
     * Reads a changelog by a bean whose default schema is that one, and writes nothing.
     *
     * @param tenants schemas that no statement should name
     */
    static Draft of(
            SpringLiquibase bean,
            String schema,
            Collection<ChangeSetId> pending,
            Set<String> tenants,
            MigrationConnection connection)
            throws Exception {
        Reading reading = new Reading();
        try (Loan loan = new Loan(bean, bean.getResourceLoader(), connection, reading::stop)) {
            Liquibase liquibase = loan.call(() -> reading.of(bean));
            if (liquibase == null) {
                return new Draft(schema, List.of(), List.of(), List.of(), "Liquibase is told not to run");
            }
            try (liquibase) {
                return loan.call(() -> Scope.child(
                        Map.of(
                                Scope.Attr.database.name(),
                                liquibase.getDatabase(),
                                Scope.Attr.resourceAccessor.name(),
                                liquibase.getResourceAccessor(),
                                ReadHistoryService.READ_DATABASE,
                                liquibase.getDatabase(),
                                ReadHistoryService.READ_HISTORY,
                                ReadHistory.none()),
                        () -> draft(liquibase, bean, schema, new HashSet<>(pending), tenants)));
            }
        } finally {
            connection.endTransaction();
        }
    }

    private static Draft draft(
            Liquibase liquibase, SpringLiquibase bean, String schema, Set<ChangeSetId> pending, Set<String> tenants)
            throws LiquibaseException {
        liquibase.getChangeLogParameters().setContexts(new Contexts(bean.getContexts()));
        liquibase.getChangeLogParameters().setLabels(new LabelExpression(bean.getLabelFilter()));
        DatabaseChangeLog parsed = liquibase.getDatabaseChangeLog();
        Database database = liquibase.getDatabase();
        List<DraftedChangeSet> changeSets = new ArrayList<>();
        List<TenantHazard> hazards = new ArrayList<>();
        for (ChangeSet changeSet : parsed.getChangeSets()) {
            if (pending.contains(ChangeSets.idOf(changeSet))) {
                DraftedChangeSet drafted = drafted(changeSet, database);
                changeSets.add(drafted);
                hazards.addAll(TenantHazards.in(changeSet, drafted.statements(), tenants));
            }
        }
        return new Draft(
                schema,
                historyTable(database),
                changeSets,
                hazards,
                ReplayObstacles.areSameForAll(parsed.getPreconditions())
                        ? null
                        : "the preconditions of the changelog may answer differently");
    }

    /** Quoted as its changeset says ({@code ChangeSet.execute}). */
    private static DraftedChangeSet drafted(ChangeSet changeSet, Database database) {
        var quoting = database.getObjectQuotingStrategy();
        database.setObjectQuotingStrategy(changeSet.getObjectQuotingStrategy());
        try {
            return DraftedChangeSet.of(changeSet, database);
        } finally {
            database.setObjectQuotingStrategy(quoting);
        }
    }

    private static List<String> historyTable(Database database) {
        return Stream.of(SqlGeneratorFactory.getInstance()
                        .generateSql(new CreateDatabaseChangeLogTableStatement(), database))
                .map(Sql::toSql)
                .collect(Collectors.toList());
    }
}
