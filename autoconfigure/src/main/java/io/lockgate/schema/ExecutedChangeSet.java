package io.lockgate.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of Liquibase's history table.
 *
 * @param order the position in which it was executed, counted up by Liquibase
 * @param type Liquibase's execution type, such as {@code EXECUTED}, {@code RERAN} or {@code MARK_RAN}
 * @param tag the tag that was set with it, if any
 * @param deployment Liquibase's deployment id, shared by all changesets of one update
 * @param deployedAt when it was executed. The history keeps it without a time zone; it is read in that of this JVM
 */
public record ExecutedChangeSet(
        ChangeSetId changeSet,
        int order,
        String type,
        @Nullable String tag,
        @Nullable String deployment,
        Instant deployedAt) {}
