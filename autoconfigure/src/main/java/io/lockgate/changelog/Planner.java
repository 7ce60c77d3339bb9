package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import liquibase.ChecksumVersion;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.CheckSum;
import liquibase.change.custom.CustomChangeChecksum;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.changelog.filter.ShouldRunChangeSetFilter;
import liquibase.changelog.filter.UpToTagChangeSetFilter;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.PreconditionContainer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what Liquibase would do, by its own parser, validation and filters, and writes nothing: unlike {@code update}
 * and {@code status}, which create the tables of Liquibase before they look.
 */
final class Planner {

    private final String changelog;

    private final SpringLiquibase bean;

    private final Liquibase liquibase;

    private final Database database;

    private final Contexts contexts;

    private final LabelExpression labels;

    private final boolean dropFirst;

    Planner(String changelog, SpringLiquibase bean, Liquibase liquibase, boolean dropFirst) {
        this.changelog = changelog;
        this.bean = bean;
        this.liquibase = liquibase;
        this.dropFirst = dropFirst;
        this.database = liquibase.getDatabase();
        this.contexts = new Contexts(bean.getContexts());
        this.labels = new LabelExpression(bean.getLabelFilter());
    }

    /**
     * Finds out what is to be done.
     *
     * @param firstTime whether what is done at every start is still to be done in this process
     */
    Reckoning plan(MigrationConnection connection, boolean firstTime) throws Exception {
        ChangelogTarget target = ChangelogTarget.of(database, connection.isPostgres());
        Map<String, Object> scope = new HashMap<>(Map.of(
                Scope.Attr.database.name(),
                database,
                Scope.Attr.resourceAccessor.name(),
                liquibase.getResourceAccessor(),
                ReadHistoryService.READ_DATABASE,
                database));
        ReadHistory history = history(target, connection);
        if (history != null) {
            scope.put(ReadHistoryService.READ_HISTORY, history);
        }
        return Scope.child(scope, () -> plan(target, history, firstTime));
    }

    /** Returns null where Liquibase is to read it itself. */
    private @Nullable ReadHistory history(ChangelogTarget target, MigrationConnection connection) {
        if (dropFirst) {
            return ReadHistory.none();
        }
        return target.postgres() ? ReadHistory.of(target, connection.jdbc()) : null;
    }

    private Reckoning plan(ChangelogTarget target, @Nullable ReadHistory history, boolean firstTime)
            throws LiquibaseException {
        // properties of a changelog may depend on contexts: they must be known before it is parsed
        liquibase.getChangeLogParameters().setContexts(contexts);
        liquibase.getChangeLogParameters().setLabels(labels);
        DatabaseChangeLog parsed = liquibase.getDatabaseChangeLog();
        if (dropFirst) {
            List<ChangeSet> all = relevant(parsed, List.of());
            all.forEach(Planner::checksum);
            return new Reckoning(new ChangelogPlan(changelog, target, ids(all), true), false, false);
        }
        if (!bean.isClearCheckSums()) {
            parsed.validate(database, contexts, labels);
        }
        List<RanChangeSet> executed = database.getRanChangeSetList();
        List<ChangeSet> relevant = relevant(parsed, executed);
        ShouldRunChangeSetFilter shouldRun = new ShouldRunChangeSetFilter(database);
        Map<String, RanChangeSet> ran = executed.stream()
                .collect(Collectors.toMap(RanChangeSet::toString, Function.identity(), (first, second) -> second));
        List<ChangeSet> pending = relevant.stream()
                .filter(changeSet -> shouldRun.accepts(changeSet).isAccepted())
                .filter(changeSet -> !(changeSet.shouldAlwaysRun() && ran.containsKey(changeSet.toNormalizedString())))
                .toList();
        Map<ChangeSetId, Awaited> awaited = awaited(pending, ran);
        relevant.stream()
                .filter(changeSet -> hasNoChecksum(ran.get(changeSet.toNormalizedString())))
                .forEach(Planner::checksum);
        boolean mustRun = firstTime
                && (bean.isClearCheckSums()
                        || HistoryServices.isToBeCorrected(database)
                        || relevant.stream().anyMatch(ChangeSet::shouldAlwaysRun)
                        || relevant.stream()
                                .map(changeSet -> ran.get(changeSet.toNormalizedString()))
                                .filter(Objects::nonNull)
                                .anyMatch(Planner::hasOldChecksum));
        return new Reckoning(
                new ChangelogPlan(
                        changelog,
                        target,
                        ids(pending),
                        mustRun,
                        isByHistoryAlone(parsed) ? awaited : Map.of(),
                        history == null ? null : history.digest(),
                        Strangers.in(executed, parsed)),
                lasts(parsed, relevant),
                history != null && history.lockIsOurs());
    }

    /**
     * Whether what was found holds as long as the changelog and the history are the same. It does not where every run is to ask
     * or to do something, or where the code of a change decides what its checksum is.
     */
    private boolean lasts(DatabaseChangeLog parsed, List<ChangeSet> relevant) {
        return !bean.isClearCheckSums()
                && !isConditional(parsed.getPreconditions())
                && relevant.stream().noneMatch(ChangeSet::shouldAlwaysRun)
                && parsed.getChangeSets().stream()
                        .flatMap(changeSet -> changeSet.getChanges().stream())
                        .allMatch(Planner::isByLiquibase)
                && Extensions.areNone();
    }

    /** The checksum of a change of others may be anything. */
    private static boolean isByLiquibase(Change change) {
        return change instanceof CustomChangeWrapper custom
                ? !(custom.getCustomChange() instanceof CustomChangeChecksum)
                : Extensions.isOfLiquibase(change);
    }

    /** The changesets that are for this database, these contexts and labels, up to the tag. */
    private List<ChangeSet> relevant(DatabaseChangeLog parsed, List<RanChangeSet> history) {
        List<ChangeSetFilter> filters = new ArrayList<>(List.of(
                new ContextChangeSetFilter(contexts),
                new LabelChangeSetFilter(labels),
                new DbmsChangeSetFilter(database),
                new IgnoreChangeSetFilter()));
        if (bean.getTag() != null) {
            filters.add(new UpToTagChangeSetFilter(bean.getTag(), history));
        }
        return parsed.getChangeSets().stream()
                .filter(changeSet -> filters.stream()
                        .allMatch(filter -> filter.accepts(changeSet).isAccepted()))
                .toList();
    }

    /** It covers the files that a changeset names, such as that of {@code loadData}: a missing one is noticed here. */
    private static CheckSum checksum(ChangeSet changeSet) {
        return changeSet.generateCheckSum(ChecksumVersion.latest());
    }

    private static Map<ChangeSetId, Awaited> awaited(List<ChangeSet> pending, Map<String, RanChangeSet> ran) {
        Map<ChangeSetId, Awaited> awaited = new HashMap<>();
        for (ChangeSet changeSet : pending) {
            RanChangeSet before = ran.get(changeSet.toNormalizedString());
            awaited.put(
                    ChangeSets.idOf(changeSet),
                    new Awaited(
                            checksum(changeSet).toString(),
                            before == null || before.getLastCheckSum() == null
                                    ? null
                                    : before.getLastCheckSum().toString()));
        }
        return awaited;
    }

    /** Whether the changelog is applied as soon as its pending changesets are executed. */
    private boolean isByHistoryAlone(DatabaseChangeLog parsed) {
        return bean.getTag() == null && !bean.isClearCheckSums() && !isConditional(parsed.getPreconditions());
    }

    private static boolean isConditional(@Nullable PreconditionLogic preconditions) {
        return preconditions != null
                && preconditions.getNestedPreconditions().stream()
                        .anyMatch(nested ->
                                !(nested instanceof PreconditionContainer container) || isConditional(container));
    }

    /** Then there was nothing to compare, so that its files were not read. */
    private static boolean hasNoChecksum(@Nullable RanChangeSet ran) {
        return ran != null && ran.getLastCheckSum() == null;
    }

    /** Liquibase brings such checksums to its current version when it updates. */
    private static boolean hasOldChecksum(RanChangeSet ran) {
        CheckSum checksum = ran.getLastCheckSum();
        return checksum == null
                || checksum.getVersion() < ChecksumVersion.latest().getVersion();
    }

    private static List<ChangeSetId> ids(List<ChangeSet> changeSets) {
        return changeSets.stream().map(ChangeSets::idOf).toList();
    }
}
