package io.lockgate.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The version a schema has: the changeset executed last.
 *
 * @param tag the latest tag in the history, if any
 * @param executed how many changesets the history holds
 */
public record SchemaVersion(
        String id,
        String author,
        String changeLog,
        @Nullable String tag,
        int executed,
        Instant deployedAt) {}
