package io.lockgate.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The version a schema has: the changeset executed last.
 *
 * @param id Liquibase's id of the changeset, unique only together with author and changelog
 * @param changeLog the path of the changelog file as the history table records it
 * @param tag the latest tag in the history, if any
 * @param executed how many changesets the history holds
 * @param deployedAt when it was executed. The history keeps it without a time zone; it is read in that of this JVM
 */
public record SchemaVersion(
        String id,
        String author,
        String changeLog,
        @Nullable String tag,
        int executed,
        Instant deployedAt) {}
