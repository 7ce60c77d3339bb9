package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is wrong with the changelog is wrong for all tenants: it is said once, and none is touched. */
@Tag("liquibase")
class TenantChangelogInvalidIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void tenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n").withTenants(10);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        service.file("db/changelog/tenants.yaml", "databaseChangeLog: [{changeSet: {id: 1, author: ana, changes: [{\n");

        var failure = service.failToStart(
                "lockgate.tenants.change-log=classpath:db/changelog/tenants.yaml",
                "lockgate.tenants.on-error=continue");

        assertThat(failure.description())
                .startsWith("The changelog of 'tenant t001' is not valid: ")
                .contains("tenants.yaml")
                .doesNotContain("t002");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(Histories.of(service.database())).isEmpty();
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        var failure = service.failToStart("lockgate.tenants.change-log=classpath:db/changelog/nowhere.yaml");

        assertThat(failure.description()).contains("db/changelog/nowhere.yaml").doesNotContain("t002");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(Histories.of(service.database())).isEmpty();
    }
}
