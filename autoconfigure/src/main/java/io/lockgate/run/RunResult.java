package io.lockgate.run;

import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.List;

/**
 * What a successful run did.
 *
 * @param duration of the whole run, waiting included
 * @param targets one result per target, in the order in which they were migrated
 */
public record RunResult(Duration duration, List<TargetResult> targets) {

    public RunResult {
        targets = List.copyOf(targets);
    }

    /** The changesets that the run executed. */
    public List<ChangeSetId> executed() {
        return targets.stream().flatMap(target -> target.executed().stream()).toList();
    }

    /** The changesets that were skipped, or failed and are tolerated. */
    public List<ChangeSetId> warnings() {
        return targets.stream().flatMap(target -> target.warnings().stream()).toList();
    }
}
