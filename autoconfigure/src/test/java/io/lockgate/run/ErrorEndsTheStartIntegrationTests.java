package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.check.CheckResult;
import io.lockgate.check.SchemaCheck;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Code that a run calls throws an {@link Error}: the start ends, although a failure would only hold it. */
@Tag("liquibase")
class ErrorEndsTheStartIntegrationTests {

    private static final String STAY = "lockgate.on-failure=stay";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void ofACheck() {
        var failure = service.with(ThrowingCheck.class).begin(STAY).awaitFailure();

        assertThat(failure).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.output()).contains("The schema is not ready");
    }

    @Test
    void ofAListener() {
        var failure = service.with(ThrowingListener.class).begin(STAY).awaitFailure();

        assertThat(failure).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void butNotOfAListenerThatCannotBeLinked() {
        service.with(UnlinkedListener.class).startAndStop(STAY);

        assertThat(service.database().history()).containsExactly("1");
    }

    @Configuration(proxyBeanMethods = false)
    static class ThrowingCheck {

        @Bean
        SchemaCheck recursive() {
            return new SchemaCheck() {

                @Override
                public String name() {
                    return "recursive";
                }

                @Override
                public CheckResult check(JdbcClient jdbc) {
                    throw new StackOverflowError("too deep");
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ThrowingListener {

        @Bean
        RunListener exhausted() {
            return new RunListener() {

                @Override
                public void stepStarted(Run run, RunStep step) {
                    if (step == RunStep.APPLY) {
                        throw new OutOfMemoryError("none left");
                    }
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class UnlinkedListener {

        @Bean
        RunListener unlinked() {
            return new RunListener() {

                @Override
                public void stepStarted(Run run, RunStep step) {
                    throw new NoSuchMethodError("io.acme.Metrics.count()");
                }
            };
        }
    }
}
