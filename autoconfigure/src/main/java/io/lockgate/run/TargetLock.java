package io.lockgate.run;

import io.lockgate.changelog.LiquibaseLock;
import io.lockgate.database.BackendWatch;
import io.lockgate.database.SpareConnections;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.Held;
import io.lockgate.lock.LockDeadline;
import io.lockgate.lock.LockHolder;
import io.lockgate.lock.LockKey;
import io.lockgate.lock.LockPreflight;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What keeps everybody else from migrating a target: our advisory lock, and Liquibase's own where it exists. */
record TargetLock(
        @Nullable Held advisory,
        @Nullable BackendWatch watch,
        @Nullable LiquibaseLock liquibase) implements AutoCloseable {

    /**
     * Makes sure that a lock means anything here, waits for the locks until one deadline, and keeps an eye on their session from
     * then on.
     *
     * @return nothing, if others did the work meanwhile; locks nothing where advisory locks do not exist
     */
    static Optional<TargetLock> acquire(Target target, RunSettings settings) {
        if (!target.id().postgres()) {
            return Optional.of(new TargetLock(null, null, null));
        }
        SpareConnections spare = target.spare(settings);
        LockPreflight preflight = new LockPreflight(settings.pooler(), spare);
        preflight.check(target.connection());
        LockDeadline deadline = settings.lockWait().begin();
        return AdvisoryLock.on(target.connection(), target.id().key())
                .acquire(deadline, target.run().cancellation(), new Waiting(target))
                .map(held -> protectedLock(held, target, deadline, preflight, spare));
    }

    private static TargetLock protectedLock(
            Held held, Target target, LockDeadline deadline, LockPreflight preflight, SpareConnections spare) {
        BackendWatch watch = null;
        try {
            preflight.check(target.connection(), held);
            watch = BackendWatch.over(target.connection(), spare);
            return new TargetLock(held, watch, liquibases(target, deadline));
        } catch (RuntimeException | Error e) {
            new TargetLock(held, watch, null).close();
            throw e;
        }
    }

    private static LiquibaseLock liquibases(Target target, LockDeadline deadline) {
        Run run = target.run();
        return LiquibaseLock.acquire(target.connection(), target.id(), run.id(), deadline, run.cancellation());
    }

    @Override
    public void close() {
        if (liquibase != null) {
            liquibase.close();
        }
        if (watch != null) {
            watch.close();
        }
        if (advisory != null) {
            advisory.close();
        }
    }

    private record Waiting(Target target) implements AdvisoryLock.Waiting {

        @Override
        public void lockIsTaken(LockKey key, @Nullable LockHolder holder) {
            target.run().listener().lockIsTaken(target.run(), key, holder);
        }

        @Override
        public boolean isPointless() {
            return target.wasDoneByOthers();
        }
    }
}
