package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change by code throws what is no exception, on whatever thread. */
@Tag("liquibase")
class ErrorInChangesetIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(strings = {"serial", "parallel"})
    void theTenantHasFailed(String executor) {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("").withTenants(6);
        service.file("db/changelog/tenants.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [customChange: {class: %s}]}
                """.formatted(LacksAClass.class.getName()));

        var failure = service.failToStart(
                "lockgate.tenants.change-log=classpath:db/changelog/tenants.yaml",
                "lockgate.tenants.executor=" + executor,
                "lockgate.tenants.canary=0",
                "lockgate.tenants.on-error=continue");

        assertThat(failure.description())
                .startsWith("6 of 6 tenants failed, 0 are behind and were not begun: t001: ")
                .contains("com/acme/Supplier");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().lockHolders()).isEmpty();
    }

    /** Its jar is not there. */
    public static final class LacksAClass implements CustomTaskChange {

        @Override
        public void execute(Database database) {
            throw new NoClassDefFoundError("com/acme/Supplier");
        }

        @Override
        public String getConfirmationMessage() {
            return "done";
        }

        @Override
        public void setUp() {}

        @Override
        public void setFileOpener(ResourceAccessor accessor) {}

        @Override
        public ValidationErrors validate(Database database) {
            return new ValidationErrors();
        }
    }
}
