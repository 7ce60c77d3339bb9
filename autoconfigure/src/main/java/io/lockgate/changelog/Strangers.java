package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;

/** Executed changesets of a history that another changelog has written. */
final class Strangers {

    private static final int SHOWN = 3;

    /** The file of the row that {@code liquibase tag} writes into an empty history ({@code TagCommandStep}). */
    private static final String INTERNAL = "liquibase-internal";

    private Strangers() {}

    /**
     * Some of a history in which a changelog knows no changeset at all, not even among those that contexts, labels or databases
     * leave out; compared without regard to case, as Liquibase does ({@code ShouldRunChangeSetFilter}).
     */
    static List<ChangeSetId> in(List<RanChangeSet> history, DatabaseChangeLog changelog) {
        List<RanChangeSet> executed = history.stream()
                .filter(ran -> !INTERNAL.equals(ran.getChangeLog()))
                .toList();
        Set<String> known = Stream.concat(changelog.getChangeSets().stream(), changelog.getSkippedChangeSets().stream())
                .map(changeSet -> changeSet.toNormalizedString().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        boolean isKnown =
                executed.stream().anyMatch(ran -> known.contains(ran.toString().toLowerCase(Locale.ROOT)));
        return isKnown
                ? List.of()
                : executed.stream()
                        .limit(SHOWN)
                        .map(ran -> new ChangeSetId(ran.getChangeLog(), ran.getId(), ran.getAuthor()))
                        .toList();
    }
}
