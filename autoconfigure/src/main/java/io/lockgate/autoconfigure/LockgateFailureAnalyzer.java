package io.lockgate.autoconfigure;

import io.lockgate.LockgateException;
import io.lockgate.startup.Startup;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows what a {@link LockgateException} says, before analyzers that know only of its causes get to it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LockgateFailureAnalyzer extends AbstractFailureAnalyzer<LockgateException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LockgateException cause) {
        return new FailureAnalysis(Startup.reasonOf(cause).getMessage(), cause.action(), rootFailure);
    }
}
