package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What works in one schema, but not in many, is told with advice, in the log and by the endpoint. */
@Tag("liquibase")
class TenantHazardsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aSharedSchema() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.database().execute("create schema other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tenant-extension    | sql: 'CREATE  EXTENSION if not exists plpgsql'         | Create it in the shared changelog
            tenant-schema-name  | createTable: {tableName: "o_${database.defaultSchemaName}", schemaName: other, columns: [column: {name: id, type: int}]} | It names the schema other
            tenant-schema-name  | sql: 'set local search_path to other; create table if not exists o (id int)' | It sets the search path
            """)
    void aChangeIsToldWithAdvice(String rule, String change, String advice) {
        tenants("changes: [%s]".formatted(change));

        assertIsTold(rule, advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tableExists: {tableName: orders}
            not: [tableExists: {tableName: orders}]
            or: [dbms: {type: h2}, columnExists: {tableName: orders, columnName: id}]
            """)
    void aPreconditionThatLooksThroughTheCatalogIsToldWithAdvice(String precondition) {
        tenants("preConditions: [onFail: MARK_RAN, %s], changes: [sql: select 1]".formatted(precondition));

        assertIsTold("tenant-precondition", "Its preconditions look through the whole catalog");
    }

    @Test
    void nothingIsToldOfWhatIsAlrightOrNotPendingAnyMore() {
        tenants("changes: [sql: 'create extension if not exists plpgsql']");
        service.startAndStop();
        service.file("db/changelog/tenants.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [sql: 'create extension if not exists plpgsql']}
                  - changeSet: {id: 2, author: ana, preConditions: [dbms: {type: postgresql}], changes: [sql: "select 'create extension'"]}
                  - changeSet: {id: 3, author: ana, changes: [createTable: {tableName: orders, schemaName: '${database.defaultSchemaName}', columns: [column: {name: id, type: int}]}]}
                """);
        int before = service.output().getAll().length();

        var start = service.listening().start();

        assertThat(service.output().getAll().substring(before))
                .doesNotContain("tenant-extension", "tenant-schema-name", "tenant-precondition");
        assertThat(start.http().json("/actuator/schema"))
                .extractingPath("$.findings")
                .asArray()
                .isEmpty();
    }

    private void tenants(String changeSet) {
        service.tenants("").withTenants(3);
        service.file("db/changelog/tenants.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, %s}
                """.formatted(changeSet));
        service.property("lockgate.tenants.change-log=classpath:db/changelog/tenants.yaml");
    }

    private void assertIsTold(String rule, String advice) {
        var start = service.listening().start();

        assertThat(service.output())
                .containsOnlyOnce(rule + ": changeset db/changelog/tenants.yaml::1::ana: ")
                .contains(advice);
        var schema = start.http().json("/actuator/schema");
        assertThat(schema).extractingPath("$.findings[*].rule").asArray().containsExactly(rule);
        assertThat(schema).extractingPath("$.findings[0].changeSet.id").isEqualTo("1");
        assertThat(schema).extractingPath("$.findings[0].action").asString().isNotBlank();
    }
}
