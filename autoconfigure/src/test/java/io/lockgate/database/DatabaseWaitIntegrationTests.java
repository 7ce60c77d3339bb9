package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.util.TestSocketUtils;

@Tag("liquibase")
class DatabaseWaitIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void aDatabaseThatAppearsLaterIsMigrated(StartupPhase phase) throws IOException {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        int port = TestSocketUtils.findAvailableTcpPort();
        var start = service.begin(
                "lockgate.startup.phase=" + phase,
                "lockgate.database.wait.max-attempts=10000",
                "lockgate.database.wait.delay=20ms",
                "spring.datasource.url=jdbc:postgresql://localhost:" + port + "/postgres");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.output().toString().contains("The database did not answer (attempt 2 of 10000)"));

        try (var server = EmbeddedPostgres.builder().setPort(port).start()) {
            start.awaitReady();

            var jdbc = JdbcClient.create(server.getPostgresDatabase());
            assertThat(jdbc.sql("select id from databasechangelog")
                            .query(String.class)
                            .list())
                    .containsExactly("1");
            start.context().close();
        }
    }
}
