package io.lockgate.run;

import io.lockgate.LockgateException;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** A run took longer than it may. */
final class RunTimedOutException extends LockgateException {

    private static final long serialVersionUID = 1L;

    RunTimedOutException(Run run, Throwable cause) {
        super(
                "The migration was ended after %s, as lockgate.timeout says."
                        .formatted(DurationFormatterUtils.print(run.elapsed(), DurationFormat.Style.COMPOSITE)),
                "The changeset it was in is rolled back; those before it are kept. Start again to go on, or raise lockgate.timeout.",
                cause);
    }

    @Override
    public boolean isTransient() {
        return true;
    }
}
