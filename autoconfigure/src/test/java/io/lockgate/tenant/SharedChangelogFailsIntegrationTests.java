package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("liquibase")
class SharedChangelogFailsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(strings = {"all", "shared"})
    void noTenantIsTouched(String readyWhen) {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n").withTenants(10);
        service.database().execute("insert into tenants values ('t999')");
        List<String> before = ofTenants();

        var failure = service.failToStart(
                "lockgate.tenants.create-schemas=true",
                "lockgate.tenants.executor=parallel",
                "lockgate.tenants.ready-when=" + readyWhen);

        assertThat(failure.description())
                .startsWith(
                        "Changeset db/changelog/main.sql::1::ana failed: ERROR: relation \"nowhere\" does not exist");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(ofTenants()).isEqualTo(before).contains("schema t001");
        assertThat(Histories.of(service.database())).isEmpty();
    }

    private List<String> ofTenants() {
        return service.database().contents().stream()
                .filter(line -> !line.contains("public.")
                        && !line.contains(" databasechangelog")
                        && !line.contains(" lockgate"))
                .toList();
    }
}
