package io.lockgate.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("liquibase")
class ChecksAreRetriedIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aCheckThatComesUpAtTheSecondAttemptOpensTheGate() {
        var start = service.with(UpAtTheSecondAttempt.class)
                .start("lockgate.checks.attempts=3", "lockgate.checks.delay=10ms");

        assertThat(start.bean(AtomicInteger.class)).hasValue(2);
        assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
        assertThat(start.bean(ReadinessGate.class).checks()).allMatch(CheckReport::passed);
        assertThat(service.output()).contains("Check warm: cold");
    }

    @Test
    void aCheckIsAskedNoMoreOftenThanTheSettingsSay() {
        var failure = service.with(UpAtTheSecondAttempt.class).failToStart("lockgate.checks.attempts=1");

        assertThat(failure.description()).endsWith("not fit to serve after 1 attempts. warm: cold");
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    @BeforeEach
    void writeChangelog() {
        service.changelog("");
    }

    @Configuration(proxyBeanMethods = false)
    static class UpAtTheSecondAttempt {

        @Bean
        AtomicInteger attempts() {
            return new AtomicInteger();
        }

        @Bean
        SchemaCheck warm(AtomicInteger attempts) {
            return new SchemaCheck() {
                @Override
                public String name() {
                    return "warm";
                }

                @Override
                public CheckResult check(JdbcClient jdbc) {
                    return attempts.incrementAndGet() < 2 ? CheckResult.down("cold") : CheckResult.up();
                }
            };
        }
    }
}
