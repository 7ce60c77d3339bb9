package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.LockgateException;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class NoTenantsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aServiceWithoutTenantsSaysSo() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        var lockgate = service.start().bean(Lockgate.class);

        assertThat(lockgate.isReady("public")).isTrue();
        assertThat(lockgate.isReady("acme")).isFalse();
        assertThatThrownBy(() -> lockgate.provisionTenant("acme"))
                .isInstanceOf(LockgateException.class)
                .hasMessageContaining("no tenants");
        assertThat(service.database().query("select nspname from pg_namespace where nspname = 'acme'"))
                .isEmpty();
    }
}
