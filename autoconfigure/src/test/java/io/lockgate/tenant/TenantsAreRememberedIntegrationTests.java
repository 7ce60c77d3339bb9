package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.schema.TenantSchemas;
import io.lockgate.startup.Lockgate;
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
import org.springframework.util.StringUtils;

/** A start that finds the changelog of the tenants as the last one has left it does not read it. */
@Tag("liquibase")
class TenantsAreRememberedIntegrationTests {

    private static final String ORDERS = """
            --changeset ana:1
            create table if not exists orders (id int primary key);
            --changeset ana:2
            create index if not exists orders_by_id on orders (id);
            """;

    private static final String STORED =
            "select since || ' ' || history from lockgate_schema where history_table = '*.databasechangelog'";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void threeTenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(ORDERS).withTenants(3);
    }

    @Test
    void anUnchangedChangelogIsNotReadAgain() {
        service.startAndStop();
        String stored = service.database().query(STORED).get(0);

        assertThat(startIsRecognised()).isTrue();

        assertThat(service.output()).contains("3 tenants, 0 of them behind");
        assertThat(service.database().query(STORED)).containsExactly(stored);
    }

    @Test
    void aChangedOneIs() {
        service.startAndStop();
        service.tenants(ORDERS + "--changeset ana:3\ncreate table invoices (id int);\n");

        assertThat(startIsRecognised()).isFalse();

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(3, "1,2,3"));
        assertThat(startIsRecognised()).isTrue();
    }

    @Test
    void oneThatChangesMeanwhileIsReadByTheNextRun() {
        var lockgate = service.start().bean(Lockgate.class);
        service.tenants(ORDERS + "--changeset ana:3\ncreate table invoices (id int);\n");

        lockgate.migrate();

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(3, "1,2,3"));
        assertThat(startIsRecognised()).isTrue();
    }

    @Test
    void theFormerOneIsReadAgainByAnOlderBuild() {
        service.startAndStop();
        service.tenants(ORDERS + "--changeset ana:3\ncreate table invoices (id int);\n");
        service.startAndStop();
        service.tenants(ORDERS);

        assertThat(startIsRecognised()).isFalse();
        assertThat(startIsRecognised()).isTrue();
    }

    @Test
    void otherContextsAreAnotherChangelog() {
        service.tenants(ORDERS + "--changeset ana:3 context:late\ncreate table invoices (id int);\n");
        service.startAndStop("spring.liquibase.contexts=early");

        assertThat(startIsRecognised("spring.liquibase.contexts=late")).isFalse();

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(3, "1,2,3"));
    }

    @Test
    void whoStandsElsewhereIsMigratedNevertheless() {
        service.startAndStop();
        service.database().execute("delete from t002.databasechangelog where id = '2'");
        service.withTenants(List.of("late"));

        assertThat(startIsRecognised()).isTrue();

        assertThat(service.output()).contains("4 tenants, 2 of them behind");
        assertThat(Histories.of(service.database()))
                .containsOnlyKeys("late", "t001", "t002", "t003")
                .allSatisfy((tenant, history) -> assertThat(history).isEqualTo("1,2"));
    }

    @Test
    void anEditedHistoryIsNoticed() {
        service.startAndStop();
        service.database().execute("update t003.databasechangelog set md5sum = '9:00' where id = '1'");

        var failure = service.failToStart();

        assertThat(failure.description()).contains("t003");
    }

    @Test
    void tenantsThatHaveComeByOtherWaysAreRememberedAsWell() {
        service.startAndStop();
        service.database().execute("update t002.databasechangelog set exectype = 'MARK_RAN' where id = '2'");
        service.startAndStop();

        assertThat(service.database().query("select length(history) from lockgate_schema where changelog = 'tenants'"))
                .containsExactly("129");
        assertThat(startIsRecognised()).isTrue();
    }

    @Test
    void theyAreRememberedWhereNothingIsShared() {
        service.changelog("");
        service.startAndStop();

        assertThat(startIsRecognised()).isTrue();
        assertThat(service.database().query("select history_table from lockgate_run"))
                .contains("tenants");
    }

    @Test
    void whatRunsAlwaysIsNotRemembered() {
        service.tenants(ORDERS + "--changeset ana:3 runAlways:true\nselect 1;\n");
        service.startAndStop();

        assertThat(startIsRecognised()).isFalse();
        assertThat(service.database().query(STORED)).isEmpty();
    }

    @Test
    void tenantsWithParametersOfTheirOwnAreNotRemembered() {
        service.with(ByColour.class);
        service.startAndStop();

        assertThat(startIsRecognised()).isFalse();
        assertThat(service.database().query(STORED)).isEmpty();
    }

    @Test
    void historiesThatCannotBeReadAreNotRemembered() {
        service.startAndStop();
        service.database()
                .execute(
                        "delete from lockgate_schema", "alter table t001.databasechangelog drop column labels cascade");
        service.startAndStop();

        assertThat(service.database().query(STORED))
                .allSatisfy(stored -> assertThat(stored).doesNotContain("?"));
    }

    private boolean startIsRecognised(String... properties) {
        int before = recognised();
        service.startAndStop(properties);
        return recognised() > before;
    }

    private int recognised() {
        return StringUtils.countOccurrencesOf(
                service.output().getAll(), "The changelog of the tenants has not changed since the last run");
    }

    @Configuration(proxyBeanMethods = false)
    static class ByColour {

        @Bean
        TenantSchemas tenantSchemas() {
            return new TenantSchemas() {
                @Override
                public List<String> schemas(JdbcClient jdbc) {
                    return List.of("t001", "t002", "t003");
                }

                @Override
                public Map<String, String> parameters(String schema) {
                    return Map.of("colour", "red");
                }
            };
        }
    }
}
