package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
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
import liquibase.change.CheckSum;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
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
    ChangelogPlan plan(boolean postgres, boolean firstTime) throws Exception {
        ChangelogTarget target = ChangelogTarget.of(database, postgres);
        Map<String, Object> scope = Map.of(
                Scope.Attr.database.name(),
                database,
                Scope.Attr.resourceAccessor.name(),
                liquibase.getResourceAccessor(),
                ReadHistoryService.READ_DATABASE,
                database);
        try {
            return Scope.child(scope, () -> plan(target, firstTime));
        } finally {
            forgetHistory();
        }
    }

    private ChangelogPlan plan(ChangelogTarget target, boolean firstTime) throws LiquibaseException {
        // properties of a changelog may depend on contexts: they must be known before it is parsed
        liquibase.getChangeLogParameters().setContexts(contexts);
        liquibase.getChangeLogParameters().setLabels(labels);
        DatabaseChangeLog parsed = liquibase.getDatabaseChangeLog();
        if (dropFirst) {
            List<ChangeSet> all = relevant(parsed, List.of());
            readFiles(all);
            return new ChangelogPlan(changelog, target, ids(all), true);
        }
        if (!bean.isClearCheckSums()) {
            parsed.validate(database, contexts, labels);
        }
        List<RanChangeSet> history = database.getRanChangeSetList();
        List<ChangeSet> relevant = relevant(parsed, history);
        ShouldRunChangeSetFilter shouldRun = new ShouldRunChangeSetFilter(database);
        Map<String, RanChangeSet> ran = history.stream()
                .collect(Collectors.toMap(RanChangeSet::toString, Function.identity(), (first, second) -> second));
        List<ChangeSet> pending = relevant.stream()
                .filter(changeSet -> shouldRun.accepts(changeSet).isAccepted())
                .filter(changeSet -> !(changeSet.shouldAlwaysRun() && ran.containsKey(changeSet.toNormalizedString())))
                .toList();
        readFiles(pending);
        boolean mustRun = firstTime
                && (bean.isClearCheckSums()
                        || relevant.stream().anyMatch(ChangeSet::shouldAlwaysRun)
                        || relevant.stream()
                                .map(changeSet -> ran.get(changeSet.toNormalizedString()))
                                .filter(Objects::nonNull)
                                .anyMatch(Planner::hasOldChecksum));
        return new ChangelogPlan(changelog, target, ids(pending), mustRun);
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

    /** A checksum covers the files that a changeset names, such as that of {@code loadData}: a missing one is noticed here. */
    private static void readFiles(List<ChangeSet> changeSets) {
        changeSets.forEach(changeSet -> changeSet.generateCheckSum(ChecksumVersion.latest()));
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

    /** Liquibase keeps what it reads of a history for the life of the process. */
    private static void forgetHistory() {
        Scope.getCurrentScope()
                .getSingleton(ChangeLogHistoryServiceFactory.class)
                .resetAll();
    }
}
