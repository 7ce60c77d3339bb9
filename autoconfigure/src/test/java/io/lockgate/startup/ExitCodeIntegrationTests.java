package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.util.TestSocketUtils;

/** By a process, since what it exits with is a matter of the JVM and of Spring Boot. */
class ExitCodeIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void isZeroWhenDone() throws Exception {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        assertThat(exitCode()).isZero();
        assertThat(service.database().history()).containsExactly("1");
    }

    @Test
    void isOneWhereTryingAgainIsPointless() throws Exception {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        assertThat(exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void saysTryAgainWhereThatCanHelp(StartupPhase phase) throws Exception {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        assertThat(exitCode(
                        "lockgate.startup.phase=" + phase,
                        "lockgate.database.wait.max-attempts=1",
                        "spring.datasource.url=jdbc:postgresql://localhost:%d/orders"
                                .formatted(TestSocketUtils.findAvailableTcpPort())))
                .isEqualTo(75);
    }

    private int exitCode(String... properties) throws IOException, InterruptedException {
        return service.fork(properties).waitFor();
    }
}
