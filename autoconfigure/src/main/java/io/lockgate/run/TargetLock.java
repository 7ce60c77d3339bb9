package io.lockgate.run;

import io.lockgate.changelog.LiquibaseLock;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.Held;
import io.lockgate.lock.LockHolder;
import io.lockgate.lock.LockKey;
import io.lockgate.lock.LockWait;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What keeps everybody else from migrating a target: our advisory lock, and Liquibase's own where it exists. */
record TargetLock(@Nullable Held advisory, @Nullable LiquibaseLock liquibase) implements AutoCloseable {

    /**
     * Waits for the locks.
     *
     * @return nothing, if others did the work meanwhile; locks nothing where advisory locks do not exist
     */
    static Optional<TargetLock> acquire(Target target, LockWait wait) {
        if (!target.id().postgres()) {
            return Optional.of(new TargetLock(null, null));
        }
        return AdvisoryLock.on(target.connection(), target.id().key())
                .acquire(wait, target.run().cancellation(), new Waiting(target))
                .map(held -> withLiquibases(held, target, wait));
    }

    private static TargetLock withLiquibases(Held held, Target target, LockWait wait) {
        Run run = target.run();
        try {
            return new TargetLock(
                    held, LiquibaseLock.acquire(target.connection(), target.id(), run.id(), wait, run.cancellation()));
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (liquibase != null) {
            liquibase.close();
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
