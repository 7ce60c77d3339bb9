package io.lockgate.run;

import io.lockgate.changelog.LiquibaseLock;
import io.lockgate.database.BackendWatch;
import io.lockgate.database.SignOfLife;
import io.lockgate.database.SpareConnections;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.lock.Held;
import io.lockgate.lock.LivingSession;
import io.lockgate.lock.LockDeadline;
import io.lockgate.lock.LockHolder;
import io.lockgate.lock.LockKey;
import io.lockgate.lock.LockPreflight;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What keeps everybody else from migrating a target: our advisory lock, and Liquibase's own where it exists. */
final class TargetLock implements AutoCloseable {

    private final @Nullable Held advisory;

    /** Parts to close, the last first. */
    private final Deque<Runnable> parts = new ArrayDeque<>();

    private TargetLock(@Nullable Held advisory) {
        this.advisory = advisory;
    }

    /**
     * Makes sure that a lock means anything here, waits for the locks until one deadline, and keeps an eye on their session from
     * then on.
     *
     * @return nothing, if others did the work meanwhile; locks nothing where advisory locks do not exist
     */
    static Optional<TargetLock> acquire(Target target, RunSettings settings) {
        if (!target.id().postgres()) {
            return Optional.of(new TargetLock(null));
        }
        SpareConnections spare = target.spare(settings);
        LockPreflight preflight = new LockPreflight(settings.pooler(), spare);
        preflight.check(target.connection());
        LockDeadline deadline = settings.lockWait().begin();
        return AdvisoryLock.on(target.connection(), target.id().key())
                .acquire(deadline, target.run().cancellation(), new Waiting(target))
                .map(held -> {
                    TargetLock lock = new TargetLock(held);
                    try {
                        lock.protect(held, target, settings, preflight, spare);
                        lock.acquireLiquibases(target, deadline);
                        return lock;
                    } catch (RuntimeException | Error e) {
                        lock.close();
                        throw e;
                    }
                });
    }

    private void protect(
            Held held, Target target, RunSettings settings, LockPreflight preflight, SpareConnections spare) {
        parts.push(held::close);
        preflight.check(target.connection(), held);
        parts.push(BackendWatch.over(target.connection(), spare)::close);
        SignOfLife life = settings.signOfLife(spare);
        if (life != null) {
            parts.push(life::close);
            parts.push(LivingSession.of(target.connection(), life)::close);
        }
    }

    private void acquireLiquibases(Target target, LockDeadline deadline) {
        Run run = target.run();
        parts.push(
                LiquibaseLock.acquire(target.connection(), target.id(), run.id(), deadline, run.cancellation())::close);
    }

    /** Ours; null where advisory locks do not exist. */
    @Nullable
    Held advisory() {
        return advisory;
    }

    @Override
    public void close() {
        parts.forEach(Runnable::run);
        parts.clear();
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
