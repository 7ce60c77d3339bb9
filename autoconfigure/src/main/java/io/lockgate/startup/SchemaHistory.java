package io.lockgate.startup;

import io.lockgate.schema.ChangeSetId;
import io.lockgate.schema.ExecutedChangeSet;
import io.lockgate.schema.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of one schema.
 *
 * @param version as known last, if the database does not answer
 * @param pending what is still to be executed, as far as this process knows
 * @param executed what has been executed, the latest first; null if the database does not answer
 */
public record SchemaHistory(
        @Nullable SchemaVersion version,
        List<ChangeSetId> pending,
        @Nullable List<ExecutedChangeSet> executed) {}
