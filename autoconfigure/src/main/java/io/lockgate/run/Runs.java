package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.PrivilegeMissingException;
import io.lockgate.database.FailureKind;
import io.lockgate.database.RunCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;

/** Lets one run at a time go on in this process, tells its listeners how it ends, and ends it early on demand. */
final class Runs {

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

    private final Set<Run> beside = ConcurrentHashMap.newKeySet();

    private final @Nullable Duration timeout;

    private volatile boolean closed;

    /** Runs that may take that long; null for as long as it takes. */
    Runs(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    RunResult execute(Run run, Function<Run, RunResult> work) {
        Run other = current.compareAndExchange(null, run);
        if (other != null) {
            throw new RunInProgressException(other);
        }
        try {
            if (closed) {
                run.cancellation().request();
            }
            run.listener().runStarted(run);
            if (timeout != null) {
                run.limit(timeout);
            }
            return work.apply(run);
        } catch (RuntimeException | Error e) {
            LockgateException failure = asOurs(e, run);
            run.listener().runFailed(run, failure);
            if (e instanceof BeansException misconfigured) {
                // tells its own story, and has analyzers of its own
                throw misconfigured;
            }
            throw failure;
        } finally {
            current.set(null);
            run.end();
        }
    }

    /** The same, once no other run goes on. */
    RunResult executeAfterOthers(Run run, Function<Run, RunResult> work) throws InterruptedException {
        while (true) {
            Run other = current.get();
            if (other != null && !closed) {
                other.awaitEnd(PATIENCE);
                continue;
            }
            try {
                return execute(run, work);
            } catch (RunInProgressException e) {
                log.debug("Another run was faster", e);
            }
        }
    }

    /** Does something that disturbs no run, and ends with them. */
    <T> T beside(Run run, Function<Run, T> work) {
        beside.add(run);
        try {
            if (closed) {
                run.cancellation().request();
            }
            return work.apply(run);
        } catch (RuntimeException e) {
            throw asOurs(e, run);
        } finally {
            beside.remove(run);
            run.end();
        }
    }

    static LockgateException asOurs(Throwable failure, Run run) {
        Duration timeout = run.timedOutAfter();
        if (timeout != null) {
            return new RunTimedOutException(timeout, failure);
        }
        if (failure instanceof LockgateException ours) {
            return ours;
        }
        if (run.isCancelled()) {
            return new RunCancelledException(failure);
        }
        String reason = FailureKind.reason(failure);
        return FailureKind.of(failure) == FailureKind.PRIVILEGE_MISSING
                ? PrivilegeMissingException.of(reason, failure)
                : new RunFailedException(reason, failure);
    }

    /** Whether the caller is called, directly or not, by the run that is going on. */
    boolean isOnThisThread() {
        Run run = current.get();
        return run != null && run.isOnThisThread();
    }

    /** Ends the run that is going on, if any, and lets no other start. */
    boolean close(Duration timeout) {
        closed = true;
        List<Run> all = new ArrayList<>(beside);
        Run run = current.get();
        if (run != null) {
            all.add(run);
        }
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            all.forEach(each -> each.cancellation().request());
            boolean ended = true;
            for (Run each : all) {
                ended &= each.endWithin(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isClosed() {
        return closed;
    }
}
