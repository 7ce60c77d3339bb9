package io.lockgate.guard;

import io.lockgate.schema.ChangeSetId;

/**
 * Something about a pending changeset that a person should look at.
 *
 * @param rule the name of the rule that it is about
 * @param severity {@code WARN}: the run goes on
 * @param message what the changeset does
 * @param action what to do about it
 */
public record Finding(String rule, Severity severity, ChangeSetId changeSet, String message, String action) {

    /** What becomes of the run. */
    public enum Severity {
        WARN
    }
}
