package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.lock.LockKey;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that froze while it migrated a tenant does not keep the tenant. */
@Tag("liquibase")
class TakeoverOfTenantsIntegrationTests {

    private static final String TAKEOVER = "lockgate.lock.takeover-after=10s";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelogs() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table effects (changeset int);\n");
    }

    @Test
    void theRolloutEndsTheSessionThatHoldsIt() throws SQLException {
        service.withTenants(3);
        try (Connection frozen = holderOf("t002")) {
            service.start(TAKEOVER, "lockgate.tenants.executor=parallel", "lockgate.lock.wait-timeout=60s");
            assertThat(frozen.isValid(1)).isFalse();
        }
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(3, "1"));
        assertThat(service.output()).contains("which held lock " + LockKey.of("t002", "databasechangelog"));
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @Test
    void whoProvisionsItEndsTheSessionThatHoldsIt() throws SQLException {
        service.database().execute("create table tenants (name text primary key)");
        var start = service.start(TAKEOVER, "lockgate.tenants.create-schemas=true");
        try (Connection frozen = holderOf("acme")) {
            start.bean(Lockgate.class).provisionTenant("acme");
            assertThat(frozen.isValid(1)).isFalse();
        }
        assertThat(Histories.of(service.database())).containsEntry("acme", "1");
    }

    private Connection holderOf(String tenant) throws SQLException {
        Connection holder = service.database().connect();
        holder.createStatement()
                .execute("select pg_advisory_lock(%s)".formatted(LockKey.of(tenant, "databasechangelog")));
        return holder;
    }
}
