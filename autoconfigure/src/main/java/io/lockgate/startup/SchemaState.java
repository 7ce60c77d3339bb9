package io.lockgate.startup;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.lock.LockHolder;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.schema.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema of a changelog stands.
 *
 * @param changelog the name of the bean that describes it
 * @param version as the history says; null before the first changeset
 * @param pending what is still to be done, as far as this process knows
 * @param holder who holds the lock right now; null if nobody does
 * @param answered whether the database has just said so; if not, version and holder are as known last
 */
public record SchemaState(
        String changelog,
        ChangelogTarget target,
        @Nullable SchemaVersion version,
        List<ChangeSetId> pending,
        @Nullable LockHolder holder,
        boolean answered) {}
