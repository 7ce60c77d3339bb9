package io.lockgate.run;

import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.schema.ChangeSetId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run has done to a target, in all its attempts. */
final class TargetProgress {

    private final Set<ChangeSetId> executed = new LinkedHashSet<>();

    private final Set<ChangeSetId> warnings = new LinkedHashSet<>();

    private @Nullable Set<String> invalidBefore;

    /** The target is about to be changed. */
    void begin(Set<String> invalidIndexes) {
        if (invalidBefore == null) {
            invalidBefore = Set.copyOf(invalidIndexes);
        }
    }

    void finished(ChangeSetId changeSet, ChangeSetOutcome outcome) {
        if (outcome == ChangeSetOutcome.RECORDED) {
            executed.add(changeSet);
            warnings.remove(changeSet);
        } else {
            warnings.add(changeSet);
        }
    }

    List<ChangeSetId> executed() {
        return List.copyOf(executed);
    }

    /** The changesets that were skipped, or failed and were tolerated. */
    List<ChangeSetId> warnings() {
        return List.copyOf(warnings);
    }

    /** The indexes that were invalid before the run changed anything; null if it changed nothing. */
    @Nullable
    Set<String> invalidBefore() {
        return invalidBefore;
    }
}
