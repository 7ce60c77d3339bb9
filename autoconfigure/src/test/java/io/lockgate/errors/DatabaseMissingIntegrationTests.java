package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class DatabaseMissingIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theServerHasNoDatabaseOfThatName(StartupPhase phase) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        var failure = service.failToStart(
                "lockgate.startup.phase=" + phase,
                "spring.datasource.url=jdbc:postgresql://localhost:%d/nowhere".formatted(Postgres.port()));

        assertThat(failure.description())
                .isEqualTo("The database server has no such database: FATAL: database \"nowhere\" does not exist");
        assertThat(failure.action())
                .isEqualTo("Create the database (create database ...), or correct its name in spring.datasource.url.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.output()).doesNotContain("did not answer");
        assertThat(service.database().query("select datname from pg_database")).doesNotContain("nowhere");
    }
}
