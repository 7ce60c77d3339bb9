package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.changelog.RepeatedLoss;
import io.lockgate.database.FailureKind;
import io.lockgate.lock.HotStandbyException;
import io.lockgate.lock.ReadOnlySessionException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/** Decides whether a run that failed goes again, from its first step and with new connections. */
final class Attempts {

    private final Run run;

    private final BackOffExecution pauses;

    private final BiConsumer<LockgateException, Duration> told;

    private final RepeatedLoss losses = new RepeatedLoss();

    private Duration pause = Duration.ZERO;

    private boolean first = true;

    private Attempts(Run run, BackOff retry, BiConsumer<LockgateException, Duration> told) {
        this.run = run;
        this.told = told;
        this.pauses = retry.start();
    }

    /** Attempts something until it has a result; an attempt that has none was told to {@linkplain #endAfter go on}. */
    static RunResult of(Run run, BackOff retry, Function<Attempts, Optional<RunResult>> attempt) {
        return of(run, retry, (failure, pause) -> run.listener().runIsRetried(run, failure, pause), attempt);
    }

    /**
     * The same for a run that has no listeners.
     *
     * @param told is told about each failure that is followed by another attempt, and the pause before it
     */
    static <T> T of(
            Run run,
            BackOff retry,
            BiConsumer<LockgateException, Duration> told,
            Function<Attempts, Optional<T>> attempt) {
        Attempts attempts = new Attempts(run, retry, told);
        while (true) {
            Optional<T> result = attempt.apply(attempts);
            if (result.isPresent()) {
                return result.get();
            }
            attempts.pause();
        }
    }

    /**
     * Decides what comes after an attempt that failed.
     *
     * @return the error that the run ends with; empty, if there is another attempt: the listeners were told
     */
    Optional<LockgateException> endAfter(LockgateException failure, boolean repeatable) {
        LockgateException judged = losses.judge(failure);
        return goOnAfter(judged, repeatable) ? Optional.empty() : Optional.of(losses.judgeLast(judged));
    }

    private boolean goOnAfter(LockgateException failure, boolean repeatable) {
        if (!repeatable || run.isCancelled() || !passes(failure)) {
            return false;
        }
        long millis = pauses.nextBackOff();
        if (millis == BackOffExecution.STOP) {
            return false;
        }
        first = false;
        pause = Duration.ofMillis(millis);
        told.accept(failure, pause);
        return true;
    }

    private void pause() {
        run.cancellation().sleep(pause);
    }

    /** A standby or a read-only server is asked again only where there was a primary a moment ago: a failover may go on. */
    private boolean passes(LockgateException failure) {
        boolean readOnly = failure instanceof HotStandbyException || failure instanceof ReadOnlySessionException;
        return (failure.isRetryable() && FailureKind.of(failure) != FailureKind.EXHAUSTED) || (readOnly && !first);
    }
}
