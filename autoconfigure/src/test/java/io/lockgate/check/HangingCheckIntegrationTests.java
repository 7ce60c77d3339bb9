package io.lockgate.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("liquibase")
class HangingCheckIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aQueryIsCancelled() {
        var failure = service.failToStart(
                "lockgate.checks.attempts=1",
                "lockgate.checks.timeout=300ms",
                "lockgate.checks.sql.slow.query=select pg_sleep(600)",
                "lockgate.checks.sql.slow.expect=done");

        assertThat(failure.description()).endsWith("after 1 attempts. slow: did not answer within 300ms");
        assertThat(service.database()
                        .query("select query from pg_stat_activity where query like '%pg_sleep%600%'"
                                + " and state = 'active' and pid <> pg_backend_pid()"))
                .isEmpty();
        assertThat(service.database().query("select outcome from lockgate_run")).containsExactly("FAILED");
    }

    @Test
    void codeIsInterrupted() {
        var failure =
                service.with(Waiting.class).failToStart("lockgate.checks.attempts=1", "lockgate.checks.timeout=300ms");

        assertThat(failure.description()).endsWith("after 1 attempts. waiting: did not answer within 300ms");
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Configuration(proxyBeanMethods = false)
    static class Waiting {

        @Bean
        SchemaCheck waiting() {
            return new SchemaCheck() {
                @Override
                public String name() {
                    return "waiting";
                }

                @Override
                public CheckResult check(JdbcClient jdbc) {
                    try {
                        new CountDownLatch(1).await();
                        return CheckResult.up();
                    } catch (InterruptedException e) {
                        return CheckResult.down("interrupted");
                    }
                }
            };
        }
    }
}
