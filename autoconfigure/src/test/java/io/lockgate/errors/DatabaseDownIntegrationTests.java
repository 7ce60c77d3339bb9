package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.util.TestSocketUtils;

@Tag("liquibase")
class DatabaseDownIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void nobodyAnswers(StartupPhase phase) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        int closed = TestSocketUtils.findAvailableTcpPort();

        var failure = service.failToStart(
                "lockgate.startup.phase=" + phase,
                "lockgate.database.wait.max-attempts=2",
                "lockgate.database.wait.delay=10ms",
                "spring.datasource.url=jdbc:postgresql://localhost:" + closed + "/orders");

        assertThat(failure.description())
                .isEqualTo(("The database did not answer in 2 attempts: Connection to localhost:%d refused. Check that "
                                + "the hostname and port are correct and that the postmaster is accepting TCP/IP "
                                + "connections.")
                        .formatted(closed));
        assertThat(failure.action())
                .isEqualTo("Check that the server runs and that spring.datasource.url names its host and port; raise "
                        + "lockgate.database.wait.max-attempts or .delay if it only needs longer to start.");
        assertThat(failure.exitCode()).isEqualTo(75);
        assertThat(service.output()).contains("The database did not answer (attempt 1 of 2): Connection to localhost");
    }
}
