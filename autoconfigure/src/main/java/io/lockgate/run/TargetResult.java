package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.schema.ChangeSetId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run did to one target.
 *
 * @param executed the changesets that it executed, in order
 * @param warnings the changesets that were skipped, or failed and are tolerated
 * @param failure why it failed, if it did
 */
public record TargetResult(
        ChangelogTarget target,
        List<ChangeSetId> executed,
        List<ChangeSetId> warnings,
        @Nullable LockgateException failure) {

    public TargetResult {
        executed = List.copyOf(executed);
        warnings = List.copyOf(warnings);
    }

    /** How it ended, in a word. */
    public Outcome outcome() {
        if (failure != null) {
            return Outcome.FAILED;
        }
        return executed.isEmpty() ? Outcome.NOTHING_PENDING : Outcome.MIGRATED;
    }

    /** How a run ended for a target. */
    public enum Outcome {
        MIGRATED,
        NOTHING_PENDING,
        FAILED
    }
}
