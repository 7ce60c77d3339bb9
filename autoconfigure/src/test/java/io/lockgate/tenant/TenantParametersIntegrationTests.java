package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every third tenant is of another country, and pays in another currency. */
@Tag("liquibase")
class TenantParametersIntegrationTests {

    private static final int TENANTS = 12;

    private static final String CHANGELOG = """
            --changeset ana:1 context:prod
            create table prices (currency text default '${currency}', vat int default ${vat});
            --changeset ana:2 context:test
            create table only_in_tests (id int);
            --changeset ana:3 labels:late
            create table only_later (id int);
            --changeset ana:4
            insert into prices default values;
            """;

    private static final String[] ARGUMENTS = {
        "spring.liquibase.contexts=prod",
        "spring.liquibase.label-filter=!late",
        "spring.liquibase.parameters.vat=19",
        "spring.liquibase.parameters.currency=USD"
    };

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void tenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(CHANGELOG).withTenants(TENANTS).with(ByCountry.class);
    }

    @Test
    void eachTenantHasItsOwnBesideThoseOfAll() {
        service.startAndStop(ARGUMENTS);

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1,4"));
        for (int i = 1; i <= TENANTS; i++) {
            assertThat(service.database().query("select currency || vat from t%03d.prices".formatted(i)))
                    .containsExactly(i % 3 == 0 ? "NOK25" : "EUR19");
        }
    }

    @Test
    void checksumsAreThoseOfEachTenantSoThatNothingIsPendingAfterwards() {
        service.startAndStop(ARGUMENTS);
        service.startAndStop(ARGUMENTS);

        assertThat(service.output()).contains("12 tenants, 0 of them behind");
    }

    @Configuration(proxyBeanMethods = false)
    static class ByCountry {

        @Bean
        TenantSchemas schemas() {
            return new TenantSchemas() {
                @Override
                public List<String> schemas(JdbcClient jdbc) {
                    return jdbc.sql("select name from tenants order by 1")
                            .query(String.class)
                            .list();
                }

                @Override
                public Map<String, String> parameters(String schema) {
                    return Integer.parseInt(schema.substring(1)) % 3 == 0
                            ? Map.of("currency", "NOK", "vat", "25")
                            : Map.of("currency", "EUR");
                }
            };
        }
    }
}
