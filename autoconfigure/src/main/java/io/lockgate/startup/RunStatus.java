package io.lockgate.startup;

import io.lockgate.run.Run;
import io.lockgate.run.RunStep;
import io.lockgate.run.Trigger;
import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run that is going on, or the last one, as it is shown.
 *
 * @param id of the run, a UUID
 * @param step the step it is in, or ended in
 * @param changeSet the changeset it is in
 * @param done how many changesets it is done with
 * @param total how many it is to execute, as far as is known
 * @param steps the steps that it has finished
 */
public record RunStatus(
        String id,
        Trigger trigger,
        @Nullable RunStep step,
        @Nullable String changeSet,
        int done,
        int total,
        Instant startedAt,
        List<StepStatus> steps) {

    /** A finished step and how long it took, in milliseconds. */
    public record StepStatus(RunStep step, long millis) {}

    static RunStatus of(Run run) {
        return new RunStatus(run.id(), run.trigger(), null, null, 0, 0, run.startedAt(), List.of());
    }

    RunStatus in(RunStep current) {
        return new RunStatus(id, trigger, current, null, done, total, startedAt, steps);
    }

    RunStatus finished(RunStep finished, Duration duration) {
        List<StepStatus> all = new ArrayList<>(steps);
        all.add(new StepStatus(finished, duration.toMillis()));
        return new RunStatus(id, trigger, step, changeSet, done, total, startedAt, List.copyOf(all));
    }

    RunStatus in(ChangeSetId current, int pending) {
        return new RunStatus(
                id, trigger, step, current.toString(), done, Math.max(total, done + pending), startedAt, steps);
    }

    RunStatus oneMoreDone() {
        return new RunStatus(id, trigger, step, null, done + 1, Math.max(total, done + 1), startedAt, steps);
    }
}
