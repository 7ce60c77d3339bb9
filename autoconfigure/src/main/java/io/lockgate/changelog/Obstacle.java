package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import org.jspecify.annotations.Nullable;

/**
 * Why Liquibase itself has to run a changeset, and those after it, in every schema.
 *
 * @param changeSet the first of them; null where it is about the whole changelog
 */
public record Obstacle(@Nullable ChangeSetId changeSet, String reason) {

    @Override
    public String toString() {
        return changeSet == null ? reason : "changeset " + changeSet + ": " + reason;
    }
}
