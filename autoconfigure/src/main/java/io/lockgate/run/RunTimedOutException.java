package io.lockgate.run;

import io.lockgate.LockgateException;
import io.lockgate.database.RunCancelledException;
import java.time.Duration;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** A run took longer than it may. */
final class RunTimedOutException extends LockgateException {

    private static final long serialVersionUID = 1L;

    /** It was told to stop, and did so by a failure of that kind. */
    RunTimedOutException(Duration timeout, Throwable end) {
        super(
                "The migration was ended after %s, as lockgate.timeout says."
                        .formatted(DurationFormatterUtils.print(timeout, DurationFormat.Style.COMPOSITE)),
                leftover(end) + " Start again to go on, or raise lockgate.timeout.",
                end instanceof RunCancelledException ? end.getCause() : end);
    }

    private static String leftover(Throwable end) {
        return end instanceof RunCancelledException cancelled
                ? cancelled.leftover()
                : "What was not committed is rolled back.";
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
