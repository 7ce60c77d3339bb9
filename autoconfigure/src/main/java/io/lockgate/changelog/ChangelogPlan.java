package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What applying a changelog would do now.
 *
 * @param changelog the name of the bean that describes it
 * @param pending the changesets that are to be executed, in order; up to the bean's tag where one is set, without those
 *     that run always
 * @param mustRun whether there is work for Liquibase although nothing may be pending: changesets that run always, checksums
 *     to clear or to bring to the current version, rows of the history to correct, {@code dropFirst}, or a subclass that may do
 *     more than migrate
 * @param awaited how pending changesets will stand in the history; empty where the history alone does not say whether the
 *     changelog is applied
 * @param history the digest of the history that the changelog was compared with; null if it was not compared with one
 * @param strangers some executed changesets of a history in which the changelog knows none; empty where it knows any, or there are
 *     none
 */
public record ChangelogPlan(
        String changelog,
        ChangelogTarget target,
        List<ChangeSetId> pending,
        boolean mustRun,
        Map<ChangeSetId, Awaited> awaited,
        @Nullable String history,
        List<ChangeSetId> strangers) {

    public ChangelogPlan {
        pending = List.copyOf(pending);
        awaited = Map.copyOf(awaited);
        strangers = List.copyOf(strangers);
    }

    public ChangelogPlan(String changelog, ChangelogTarget target, List<ChangeSetId> pending, boolean mustRun) {
        this(changelog, target, pending, mustRun, Map.of(), null, List.of());
    }

    ChangelogPlan thatMustRun() {
        return new ChangelogPlan(changelog, target, pending, true, awaited, history, strangers);
    }

    /** What is left of it after a changeset was executed: enough to show, and nothing that only a run needs. */
    public ChangelogPlan without(ChangeSetId executed) {
        List<ChangeSetId> left = new ArrayList<>(pending);
        left.remove(executed);
        return new ChangelogPlan(changelog, target, left, mustRun);
    }

    /** What is left of it after all pending changesets were executed. */
    public ChangelogPlan done() {
        return new ChangelogPlan(changelog, target, List.of(), mustRun);
    }

    /** Whether the schema already is what the changelog says. */
    public boolean isCurrent() {
        return pending.isEmpty() && !mustRun;
    }
}
