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

    /** How often the statement of a run that is to end is cancelled: one cancel may fall between two statements. */
    private static final Duration CANCEL_INTERVAL = Duration.ofMillis(200);

    private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

    private volatile boolean closed;

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
        if (failure instanceof LockgateException ours) {
            return ours;
        }
        if (run.isCancelled()) {
            return new RunCancelledException(failure);
        }
        String reason =
                FailureKind.rootSqlException(failure).map(Exception::getMessage).orElseGet(failure::toString);
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
        run.cancellation().request();
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                run.cancelStatements();
                if (run.awaitEnd(CANCEL_INTERVAL)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        run.abortConnections();
        return false;
    }

    boolean isClosed() {
        return closed;
    }
}
