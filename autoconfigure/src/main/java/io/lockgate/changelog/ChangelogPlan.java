package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.List;

/**
 * What applying a changelog would do now.
 *
 * @param changelog the name of the bean that describes it
 * @param pending the changesets that are to be executed, in order; up to the bean's tag where one is set, without those
 *     that run always
 * @param mustRun whether there is work for Liquibase although nothing may be pending: changesets that run always, checksums
 *     to clear or to bring to the current version, rows of the history to correct, {@code dropFirst}, or a subclass that may do
 *     more than migrate
 */
public record ChangelogPlan(String changelog, ChangelogTarget target, List<ChangeSetId> pending, boolean mustRun) {

    public ChangelogPlan {
        pending = List.copyOf(pending);
    }

    ChangelogPlan thatMustRun() {
        return new ChangelogPlan(changelog, target, pending, true);
    }

    /** Whether the schema already is what the changelog says. */
    public boolean isCurrent() {
        return pending.isEmpty() && !mustRun;
    }
}
