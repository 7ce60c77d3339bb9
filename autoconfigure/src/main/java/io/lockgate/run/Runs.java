package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.PrivilegeMissingException;
import io.lockgate.database.FailureKind;
import io.lockgate.database.RunCancelledException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;

/** Lets one run at a time go on in this process, tells its listeners how it ends, and ends it early on demand. */
final class Runs {

    private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

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
        Run run = current.get();
        if (run == null) {
            return true;
        }
        try {
            return run.endWithin(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isClosed() {
        return closed;
    }
}
