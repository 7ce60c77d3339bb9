package io.lockgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Probes see a service that is alive from the beginning, and ready once its schema is. */
class ReadinessFollowsTheSchemaIntegrationTests {

    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger port = new AtomicInteger();

    private EmbeddedPostgres postgres;

    @BeforeEach
    void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterEach
    void stopPostgres() throws IOException {
        postgres.close();
    }

    @Test
    @SuppressWarnings("try") // held, not used
    void readinessIsRefusedAsLongAsAChangesetRuns() throws Exception {
        CompletableFuture<ConfigurableApplicationContext> application;
        try (Connection blocker = holdTheChangeset()) {
            application = CompletableFuture.supplyAsync(this::start);
            await().until(() -> application.isDone() || get("/actuator/schema").contains("\"step\":\"APPLY\""));

            assertThat(status("/actuator/health/liveness")).isEqualTo(OK);
            assertThat(status("/actuator/health/readiness")).isEqualTo(SERVICE_UNAVAILABLE);
        }

        try (ConfigurableApplicationContext ready = application.get(30, TimeUnit.SECONDS)) {
            assertThat(ready.isActive()).isTrue();
            assertThat(status("/actuator/health/readiness")).isEqualTo(OK);
            assertThat(get("/actuator/schema")).contains("\"state\":\"OPEN\"", "\"id\":\"orders\"");
        }
    }

    /** Holds the lock that the changeset asks for; closing the connection gives it away. */
    private Connection holdTheChangeset() throws SQLException {
        Connection connection = postgres.getPostgresDatabase().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(1)");
        }
        return connection;
    }

    private ConfigurableApplicationContext start() {
        ApplicationListener<WebServerInitializedEvent> portIsKnown =
                event -> port.set(event.getWebServer().getPort());
        return new SpringApplicationBuilder(Service.class)
                .listeners(portIsKnown)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--spring.liquibase.change-log=classpath:changelogs/waits-for-the-test.sql",
                        "--management.endpoints.web.exposure.include=health,schema");
    }

    private int status(String path) throws IOException, InterruptedException {
        return send(path).statusCode();
    }

    /** Returns nothing before the web server is up. */
    private String get(String path) throws IOException, InterruptedException {
        return port.get() == 0 ? "" : send(path).body();
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port.get() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** A service without code. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {}
}
