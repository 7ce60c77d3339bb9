package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A listener of the user's hears of every changeset of every tenant, so that nothing is replayed. */
@Tag("liquibase")
class UsersChangeListenerIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void itIsToldOfEveryTenant() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n").withTenants(5);

        var start = service.with(Users.class).start("lockgate.tenants.executor=parallel");

        assertThat(start.bean(Heard.class).schemas)
                .containsExactlyInAnyOrder("public", "t001", "t002", "t003", "t004", "t005");
        assertThat(service.output()).doesNotContain("replayed");
    }

    static final class Heard extends AbstractChangeExecListener {

        final List<String> schemas = new CopyOnWriteArrayList<>();

        @Override
        public void ran(
                ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ChangeSet.ExecType outcome) {
            schemas.add(database.getDefaultSchemaName());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        Heard heard() {
            return new Heard();
        }
    }
}
