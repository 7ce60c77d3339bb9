package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureKind;
import io.lockgate.lock.HotStandbyException;
import java.time.Duration;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/** Decides whether a run that failed goes again, from its first step and with new connections. */
final class Attempts {

    private final Run run;

    private final BackOffExecution pauses;

    private Duration pause = Duration.ZERO;

    private boolean first = true;

    Attempts(Run run, BackOff retry) {
        this.run = run;
        this.pauses = retry.start();
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

    void pause() {
        run.cancellation().sleep(pause);
    }

    /** With a standby it is worth while only where there was a primary a moment ago: it may be about to take over. */
    private boolean passes(LockgateException failure) {
        return (failure.isRetryable() && FailureKind.of(failure) != FailureKind.EXHAUSTED)
                || (failure instanceof HotStandbyException && !first);
    }
}
