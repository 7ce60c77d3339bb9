package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureKind;
import io.lockgate.lock.HotStandbyException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/** Decides whether a run that failed goes again, from its first step and with new connections. */
final class Attempts {

    private final Run run;

    private final BackOffExecution pauses;

    private Duration pause = Duration.ZERO;

    private boolean first = true;

    private Attempts(Run run, BackOff retry) {
        this.run = run;
        this.pauses = retry.start();
    }

    /** Attempts something until it has a result; an attempt that has none was told to {@linkplain #goOnAfter go on}. */
    static RunResult of(Run run, BackOff retry, Function<Attempts, Optional<RunResult>> attempt) {
        Attempts attempts = new Attempts(run, retry);
        while (true) {
            Optional<RunResult> result = attempt.apply(attempts);
            if (result.isPresent()) {
                return result.get();
            }
            attempts.pause();
        }
    }

    /** Whether there is to be another attempt; tells the listeners. */
    boolean goOnAfter(LockgateException failure, boolean repeatable) {
        if (!repeatable || run.isCancelled() || !passes(failure)) {
            return false;
        }
        long millis = pauses.nextBackOff();
        if (millis == BackOffExecution.STOP) {
            return false;
        }
        first = false;
        pause = Duration.ofMillis(millis);
        run.listener().runIsRetried(run, failure, pause);
        return true;
    }

    private void pause() {
        run.cancellation().sleep(pause);
    }

    /** With a standby it is worth while only where there was a primary a moment ago: it may be about to take over. */
    private boolean passes(LockgateException failure) {
        return (failure.isRetryable() && FailureKind.of(failure) != FailureKind.EXHAUSTED)
                || (failure instanceof HotStandbyException && !first);
    }
}
