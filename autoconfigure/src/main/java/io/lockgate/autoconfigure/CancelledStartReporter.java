package io.lockgate.autoconfigure;

import io.lockgate.database.RunCancelledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** A start that was told to end has not failed: a line in the log is all there is to report. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CancelledStartReporter implements SpringBootExceptionReporter {

    private static final Logger log = LoggerFactory.getLogger(CancelledStartReporter.class);

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RunCancelledException) {
                log.info("The start was abandoned: {}", cause.getMessage());
                return true;
            }
        }
        return false;
    }
}
