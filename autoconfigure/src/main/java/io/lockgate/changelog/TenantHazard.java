package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;

/**
 * What works in one schema, but not in many.
 *
 * @param rule its name, as in {@code guard.rules.<rule>}
 * @param message what the changeset does
 * @param action what to do instead
 */
public record TenantHazard(String rule, ChangeSetId changeSet, String message, String action) {}
