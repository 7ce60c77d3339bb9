package io.lockgate.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.database.RunCancelledException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

class CancelledStartReporterTests {

    @Test
    void aStartThatWasCancelledIsNoFailure() {
        Throwable cancelled = new BeanCreationException(
                "liquibase", "wrapped", new RunCancelledException(new IllegalStateException("cancelled")));

        assertThat(new CancelledStartReporter().reportException(cancelled)).isTrue();
    }

    @Test
    void anyOtherFailureIsLeftToOthers() {
        assertThat(new CancelledStartReporter().reportException(new IllegalStateException("wrong")))
                .isFalse();
    }

    @Test
    void itIsAskedBeforeAnalyzersAre() {
        List<SpringBootExceptionReporter> reporters = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        SpringBootExceptionReporter.class,
                        ArgumentResolver.of(ConfigurableApplicationContext.class, new GenericApplicationContext()));

        assertThat(reporters).hasSizeGreaterThan(1).first().isInstanceOf(CancelledStartReporter.class);
    }
}
