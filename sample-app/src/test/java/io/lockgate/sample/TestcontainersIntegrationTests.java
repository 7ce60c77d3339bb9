package io.lockgate.sample;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.testcontainers.DockerClientFactory;

/** The service on a PostgreSQL whose address comes as a service connection and in no property. */
@Tag("testcontainers")
@EnabledIf(value = "dockerIsExpected", disabledReason = "Docker is not available; with CI=true this would be a failure")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(Containers.class)
class TestcontainersIntegrationTests {

    private final OrdersClient client;

    TestcontainersIntegrationTests(@LocalServerPort int port) {
        client = new OrdersClient(port);
    }

    /** In continuous integration nobody reads that a test was skipped, hence it runs there and fails. */
    static boolean dockerIsExpected() {
        return "true".equals(System.getenv("CI"))
                || DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    void theServiceTakesAnOrder() {
        String order = client.place(1, "TEA-2003", 2);

        client.get(order)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.totalCents")
                .isEqualTo(2 * 790);
    }
}
