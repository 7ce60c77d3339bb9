package io.lockgate.tenant;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.HistoryDigests.Standing;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.LockNotAcquiredException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tenant, and where its schema was seen to stand.
 *
 * @param role under which its changesets run; null for the role that migrates
 */
record Tenant(
        String schema,
        Map<String, String> parameters,
        @Nullable String role,
        ChangelogTarget target,
        Standing standing) {

    boolean hasHistory() {
        return !standing.digest().equals(HistoryDigests.NO_HISTORY);
    }

    Tenant seen(Standing now) {
        return new Tenant(schema, parameters, role, target, now);
    }

    /** Where it was seen to stand under its lock, by the answer to {@link HistoryDigests#standing}. */
    Tenant seen(String answer) {
        int space = answer.lastIndexOf(' ');
        return seen(new Standing(
                standing.schemaExists(),
                Boolean.parseBoolean(answer.substring(space + 1)),
                false,
                answer.substring(0, space)));
    }

    /** Somebody else has held its lock for longer than anybody waits. */
    LockNotAcquiredException locked(TenantRun run) {
        return new LockNotAcquiredException(
                target.key(),
                run.lockWait().timeout(),
                AdvisoryLock.holder(run.connection().jdbc(), target.key()).orElse(null));
    }
}
