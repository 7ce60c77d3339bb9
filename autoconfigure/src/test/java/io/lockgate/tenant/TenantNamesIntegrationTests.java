package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockgate.schema.TenantSchemas;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who the tenants are, and who cannot be one. */
@Tag("liquibase")
class TenantNamesIntegrationTests {

    private static final String ONLY = "lockgate.tenants.query=select n from unnest(array[%s]) n";

    private static final String CHANGELOG = "lockgate.tenants.change-log=classpath:" + TestService.TENANTS;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void changelogs() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.file(
                TestService.TENANTS, "--liquibase formatted sql\n--changeset ana:1\ncreate table orders (id int);\n");
        service.database().execute("create schema acme", "create schema \"Acme\"", "create schema acme_1");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        var failure = service.failToStart(
                CHANGELOG,
                ONLY.formatted(
                        "'acme', 'acme', null, 'ACME', 'Acme', 'pg_acme', 'information_schema', 'public', 'a\"b', '-a', repeat('é', 32)"));

        assertThat(failure.description())
                .isEqualTo("The list of tenants' schemas cannot be right: 'acme' is named twice; a name is missing; "
                        + "'ACME' is taken by Liquibase for acme: it folds names to lower case; "
                        + "'Acme' is taken by Liquibase for acme: it folds names to lower case; "
                        + "'pg_acme' is a schema of PostgreSQL's own; 'information_schema' is a schema of PostgreSQL's own; "
                        + "'public' is the shared schema; 'a\"b' is no name of letters, digits, _, - and $; "
                        + "'-a' is no name of letters, digits, _, - and $; "
                        + "'%s' is longer than 63 bytes.".formatted("é".repeat(32)));
        assertThat(failure.action()).contains("lockgate.tenants.schemas", "lockgate.tenants.query", "TenantSchemas");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(Histories.of(service.database())).isEmpty();
    }

    @Test
    void schemasThatDoNotExistAreNamed() {
        var failure = service.failToStart(CHANGELOG, "lockgate.tenants.schemas=acme,nobody,acme_1,noone");

        assertThat(failure.description())
                .isEqualTo("The list of tenants' schemas cannot be right: there is no schema 'nobody'; "
                        + "there is no schema 'noone'.");
        assertThat(failure.action())
                .endsWith("lockgate.tenants.create-schemas=true creates schemas that do not exist.");
        assertThat(Histories.of(service.database())).isEmpty();
    }

    @Test
    void schemasThatDoNotExistAreCreatedOnDemand() {
        service.startAndStop(
                CHANGELOG, "lockgate.tenants.schemas=acme,new_1,new_2,new_3", "lockgate.tenants.create-schemas=true");

        assertThat(Histories.of(service.database()))
                .isEqualTo(Map.of("acme", "1", "new_1", "1", "new_2", "1", "new_3", "1"));
    }

    @Test
    void namesAreQuotedWhereTheyHaveToBe() {
        assumeTrue(Quoting.isDoneByLiquibase());
        service.startAndStop(
                CHANGELOG,
                "lockgate.tenants.schemas=acme,new-1,new-2,1st,user,select,a$b,é",
                "lockgate.tenants.create-schemas=true");

        assertThat(Histories.of(service.database()))
                .hasSize(8)
                .containsKeys("acme", "\"new-1\"", "\"new-2\"", "\"1st\"", "\"user\"", "\"select\"")
                .allSatisfy((schema, ids) -> assertThat(ids).isEqualTo("1"));
    }

    @Test
    void aBeanCountsForMoreThanProperties() {
        service.with(Users.class).startAndStop(CHANGELOG, "lockgate.tenants.schemas=acme");

        assertThat(Histories.of(service.database())).containsOnlyKeys("acme_1");
    }

    @Test
    void noTenantsAreNoReasonToFail() {
        service.startAndStop(CHANGELOG, "lockgate.tenants.query=select name from (values (null)) v (name) where false");
    }

    @Test
    void schemasAndAQueryAreOneTooMany() {
        var failure = service.failToStart(CHANGELOG, "lockgate.tenants.schemas=acme", ONLY.formatted("'acme'"));

        assertThat(failure.description()).contains("lockgate.tenants.schemas", "lockgate.tenants.query");
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    @Test
    void aChangelogWithoutTenantsIsRefused() {
        var failure = service.failToStart(CHANGELOG);

        assertThat(failure.description()).contains("lockgate.tenants.schemas", "lockgate.tenants.query");
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    @Test
    void tenantsWithoutAChangelogAreRefused() {
        var failure = service.failToStart("lockgate.tenants.schemas=acme");

        assertThat(failure.description()).contains("lockgate.tenants.change-log");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().tables()).isEmpty();
    }

    @Test
    void aQueryThatFailsIsSaid() {
        var failure = service.failToStart(CHANGELOG, "lockgate.tenants.query=select name from nowhere");

        assertThat(failure.description()).contains("relation \"nowhere\" does not exist");
        assertThat(Histories.of(service.database())).isEmpty();
    }

    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        TenantSchemas schemas() {
            return TenantSchemas.of(List.of("acme_1"));
        }
    }
}
