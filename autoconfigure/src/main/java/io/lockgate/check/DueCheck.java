package io.lockgate.check;

import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** A check, and the connection that it is to be asked on. */
public record DueCheck(SchemaCheck check, MigrationConnection connection) {

    /** How long a check that was cancelled may take to end. */
    private static final long CANCEL_SECONDS = 5;

    /** An answer to a check; transient, if it failed for a reason that passes by itself. */
    record Answer(CheckReport report, boolean isTransient) {}

    /** Asks the check, on a thread of its own, so that one that hangs can be left behind. */
    Answer ask(Duration timeout) {
        ExecutorService thread = Executors.newSingleThreadExecutor(this::thread);
        try {
            Future<CheckResult> result = thread.submit(() -> check.check(connection.jdbc()));
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            CheckReport report = CheckReport.of(check.name(), await(result, timeout, thread, failure));
            Throwable why = failure.get();
            return new Answer(report, why != null && FailureKind.isTransient(why));
        } finally {
            thread.shutdownNow();
        }
    }

    private CheckResult await(
            Future<CheckResult> result,
            Duration timeout,
            ExecutorService thread,
            AtomicReference<@Nullable Throwable> failure) {
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stop(result, thread);
            return CheckResult.down(
                    "did not answer within " + DurationFormatterUtils.print(timeout, DurationFormat.Style.COMPOSITE));
        } catch (ExecutionException e) {
            Throwable why = Objects.requireNonNullElse(e.getCause(), e);
            FailureKind.throwError(why);
            failure.set(why);
            connection.failed(why);
            return CheckResult.down(FailureKind.reason(why));
        } catch (InterruptedException e) {
            stop(result, thread);
            Thread.currentThread().interrupt();
            return CheckResult.down("interrupted");
        }
    }

    /** A check that goes on beside us would use the connection at the same time as we. */
    private void stop(Future<CheckResult> result, ExecutorService thread) {
        result.cancel(true);
        connection.cancelStatement();
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CANCEL_SECONDS, TimeUnit.SECONDS)) {
                connection.doubt("is still used by a check that was told to stop", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "lockgate-check-" + check.name());
        thread.setDaemon(true);
        return thread;
    }
}
