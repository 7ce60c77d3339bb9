package io.lockgate.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.schema.TenantSchemas;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.StringUtils;

/** Tenants that own their schemas or histories can act as the role that migrates, which is told once for all of them. */
class LesserOwnersOfTenantsIntegrationTests {

    private static final String WARNING = "Lesser roles can act as the role that migrates";

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String RELEASE = FIRST + "--changeset ana:2\ncreate table invoices (id int);\n";

    private static final String GROUP = "group_of_one_tenant";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void fiveTenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(5);
    }

    @Test
    void ordinaryTenantsAreNotTold() {
        service.startAndStop();
        service.tenants(RELEASE).startAndStop();

        assertThat(service.output().getAll()).doesNotContain(WARNING);
    }

    @Test
    void theOwnersOfTwoSchemasAreToldByOneWarning() {
        service.database().execute("alter schema t002 owner to guest", "alter schema t004 owner to guest");

        service.startAndStop();

        assertThatOneWarningSays("tenants (2 in all): the schema t002 belongs to the role guest;"
                + " the schema t004 belongs to the role guest. Give them");
    }

    @Test
    void threeAreNamedAndNobodyIsAskedAboutWhereNothingIsPending() {
        service.startAndStop();
        for (int tenant = 1; tenant <= 5; tenant++) {
            service.database().execute("alter table t00%d.databasechangelog owner to guest".formatted(tenant));
        }
        service.startAndStop();
        assertThat(service.output().getAll()).doesNotContain(WARNING);

        service.tenants(RELEASE).startAndStop();

        assertThatOneWarningSays("tenants (5 in all): the history table t001.databasechangelog belongs to the"
                + " role guest; the history table t002.databasechangelog belongs to the role guest; the history table"
                + " t003.databasechangelog belongs to the role guest; and 2 more. Give them");
    }

    @Test
    void theRoleOfATenantIsLesserEvenIfNobodyElseIsInIt() {
        service.database()
                .execute(
                        "create role " + GROUP,
                        "alter schema t003 owner to " + GROUP,
                        "alter schema t005 owner to " + GROUP);

        service.with(RoleOfOne.class).startAndStop();

        assertThatOneWarningSays("tenants (1 in all): the schema t003 belongs to the role %s. Give".formatted(GROUP));
    }

    private void assertThatOneWarningSays(String what) {
        assertThat(StringUtils.countOccurrencesOf(service.output().getAll(), WARNING))
                .isEqualTo(1);
        assertThat(service.output().getAll()).contains(what);
    }

    @Configuration(proxyBeanMethods = false)
    static class RoleOfOne {

        @Bean
        TenantSchemas tenantSchemas() {
            return new TenantSchemas() {
                @Override
                public List<String> schemas(JdbcClient jdbc) {
                    return TenantSchemas.query("select name from public.tenants order by name")
                            .schemas(jdbc);
                }

                @Override
                public Optional<String> role(String schema) {
                    return schema.equals("t003") ? Optional.of(GROUP) : Optional.empty();
                }
            };
        }
    }
}
