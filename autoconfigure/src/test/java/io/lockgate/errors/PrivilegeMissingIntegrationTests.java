package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.FailedStart;
import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class PrivilegeMissingIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theRoleMayNotCreateTablesInTheSchema(StartupPhase phase) {
        var before = service.database().contents();

        var failure = failToStartAsGuest("lockgate.startup.phase=" + phase);

        assertThat(failure.description())
                .isEqualTo("The role guest may not create tables in the schema public, where Liquibase keeps its "
                        + "history.");
        assertThat(failure.action())
                .isEqualTo("As the owner of the schema: grant create on schema public to guest; or migrate as another "
                        + "role, by spring.liquibase.user and .password.");
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Test
    void theRoleMayNotEvenLookIntoTheSchema() {
        service.database().execute("create schema hidden");
        var before = service.database().contents();

        var failure = failToStartAsGuest("spring.liquibase.liquibase-schema=hidden");

        assertThat(failure.description())
                .isEqualTo("The role that migrates lacks a privilege: ERROR: permission denied for schema hidden");
        assertThat(failure.action()).contains("usage and create on the schema", "spring.liquibase.user and .password");
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Test
    void theRoleMayNotUseAnySchemaOfItsSearchPath() {
        service.database().execute("revoke all on schema public from public");
        var before = service.database().contents();

        var failure = failToStartAsGuest();

        assertThat(failure.description())
                .isEqualTo(
                        "The role guest has no schema to work in: its search_path names none that exists and that it "
                                + "may use.");
        assertThat(failure.action()).contains("grant usage, create on schema", "spring.liquibase.default-schema");
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Test
    void theRoleMayNotReadTheHistoryOfAnother() {
        service.startAndStop();
        var before = service.database().contents();

        var failure = failToStartAsGuest();

        assertThat(failure.description())
                .isEqualTo(
                        "The role that migrates lacks a privilege: ERROR: permission denied for table databasechangelog");
        assertThat(failure.action()).contains("select, insert, update and delete on Liquibase's tables");
        assertThat(service.database().contents()).isEqualTo(before);
    }

    @Test
    void aChangesetNeedsAPrivilege() {
        service.database().execute("grant create on schema public to guest", "create table customers (id int)");
        service.changelog("--changeset ana:1\nalter table customers add name text;\n");

        var failure = failToStartAsGuest();

        assertThat(failure.description())
                .isEqualTo("Changeset db/changelog/main.sql::1::ana failed for want of a privilege: ERROR: must be "
                        + "owner of table customers\nStatement: alter table customers add name text");
        assertThat(failure.action())
                .isEqualTo("Grant the privilege to the role that migrates and start again; the changeset is rolled "
                        + "back.");
        assertThat(service.database().history()).isEmpty();
    }

    @Test
    void theSchemaOfTheHistoryDoesNotExist() {
        var before = service.database().contents();

        var failure = service.failToStart("spring.liquibase.liquibase-schema=nowhere");

        assertThat(failure.description())
                .isEqualTo("The schema nowhere, where Liquibase is to keep its history, does not exist.");
        assertThat(failure.action())
                .isEqualTo("Create it (create schema nowhere), or correct spring.liquibase.liquibase-schema or "
                        + ".default-schema.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }

    private FailedStart failToStartAsGuest(String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.add("spring.datasource.username=" + Postgres.GUEST);
        all.add("spring.datasource.password=" + Postgres.PASSWORD_OF_GUEST);
        var failure = service.failToStart(all.toArray(String[]::new));
        assertThat(failure.exitCode()).isEqualTo(1);
        return failure;
    }
}
