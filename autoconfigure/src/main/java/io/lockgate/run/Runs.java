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

    /**
     * Executes a run, unless another goes on or runs are over.
     *
     * @throws LockgateException if the run fails; an {@link Error} is told of, too, and thrown as it is
     */
    RunResult execute(Run run, Function<Run, RunResult> work) {
        if (closed) {
            throw new RunCancelledException();
        }
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
            FailureKind.throwError(e);
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

    /** Chooses the exception of a failed attempt: the error as its connections, which are about to be closed, explain it. */
    static RuntimeException toThrow(RuntimeException thrown, LockgateException failure) {
        return thrown instanceof BeansException ? thrown : failure;
    }

    /** The same, once no other run goes on. */
    RunResult executeAfterOthers(Run run, Function<Run, RunResult> work) throws InterruptedException {
        while (true) {
            try {
                return execute(run, work);
            } catch (RunInProgressException e) {
                log.debug("Another run goes on", e);
                Run other = current.get();
                if (other != null) {
                    other.awaitEnd(PATIENCE);
                }
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
            FailureKind.throwError(e);
            throw asOurs(e, run);
        } finally {
            beside.remove(run);
            run.end();
        }
    }

    static LockgateException asOurs(Throwable failure, Run run) {
        return asOurs(failure, run, run.hasLostConnection());
    }

    /**
     * A failure as one of our errors.
     *
     * @param lost whether the connection that it happened on was lost: an error that names no reason of its own is owed to that
     */
    static LockgateException asOurs(Throwable failure, Run run, boolean lost) {
        Duration timeout = run.timedOutAfter();
        if (timeout != null) {
            return failure instanceof RunTimedOutException ours ? ours : new RunTimedOutException(timeout, failure);
        }
        boolean isOurs = failure instanceof LockgateException;
        if (!isOurs && run.isCancelled()) {
            return new RunCancelledException(failure);
        }
        boolean isTransient = failure instanceof LockgateException ours && ours.isTransient();
        if (lost && !isTransient && !FailureKind.isTold(failure)) {
            return new ConnectionLostException(failure);
        }
        if (failure instanceof LockgateException ours) {
            return ours;
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
