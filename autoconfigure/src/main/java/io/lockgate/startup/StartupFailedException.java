package io.lockgate.startup;

import io.lockgate.LockgateException;
import org.springframework.boot.ExitCodeGenerator;

/** A start that ended with a schema that is not ready: says what its cause says, and gives the process its exit code. */
final class StartupFailedException extends LockgateException implements ExitCodeGenerator {

    private static final long serialVersionUID = 1L;

    /** {@code EX_TEMPFAIL} of {@code sysexits.h}: try again. */
    private static final int TRY_AGAIN = 75;

    private static final int FAILED = 1;

    private final int exitCode;

    private final LockgateException reason;

    StartupFailedException(LockgateException cause) {
        super(cause.summary(), cause.action(), cause);
        this.reason = cause;
        this.exitCode = cause.isTransient() ? TRY_AGAIN : FAILED;
    }

    /** Failure of the start with its whole message. Ours is a summary, since web containers log such messages on their way. */
    LockgateException reason() {
        return reason;
    }

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public boolean isTransient() {
        return exitCode == TRY_AGAIN;
    }
}
