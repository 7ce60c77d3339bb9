package io.lockgate.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same changelogs as those of tenants: replayed, not replayed, and by Liquibase alone. */
@Tag("liquibase")
class ThirdPartyTenantsIntegrationTests {

    private static final List<String> REPLAYED = List.of("auto_1", "auto_2");

    private static final List<String> NOT_REPLAYED = List.of("off_1", "off_2");

    private static final String PLAIN = "plain_1";

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "FLOWABLE_CMMN_CRDB")
    void everySchemaIsWhatPlainLiquibaseLeaves(ThirdPartyChangelog changelog) throws Exception {
        service.changelog("");
        service.tenants("").withTenants(REPLAYED).withTenants(NOT_REPLAYED);

        service.startAndStop(arguments(changelog, "auto"));
        service.startAndStop(arguments(changelog, "off"));
        migratePlainly(changelog);

        assertThat(service.output())
                .contains("are replayed for the other tenants")
                .doesNotContain("is not like the others");
        var plain = snapshot(PLAIN, changelog);
        assertThat(plain.historyRows()).isNotEmpty();
        for (String schema :
                Stream.of(REPLAYED, NOT_REPLAYED).flatMap(List::stream).toList()) {
            assertThat(snapshot(schema, changelog).differenceFrom(plain))
                    .as(schema)
                    .hasToString("");
        }
    }

    private static String[] arguments(ThirdPartyChangelog changelog, String replay) {
        var own = Stream.of(
                "lockgate.tenants.change-log=" + changelog.location(),
                "lockgate.tenants.query=select name from public.tenants where name like '%s%%'".formatted(replay),
                "lockgate.tenants.replay=" + replay,
                "lockgate.tenants.executor=parallel",
                "spring.liquibase.database-change-log-table=" + changelog.historyTable(),
                "spring.liquibase.database-change-log-lock-table=" + changelog.lockTable());
        var parameters = changelog.parameters().entrySet().stream()
                .map(parameter -> "spring.liquibase.parameters." + parameter.getKey() + "=" + parameter.getValue());
        return Stream.concat(own, parameters).toArray(String[]::new);
    }

    private void migratePlainly(ThirdPartyChangelog changelog) throws Exception {
        service.database().execute("create schema " + PLAIN);
        SpringLiquibase plain = service.plainLiquibase();
        plain.setChangeLog(changelog.location());
        plain.setDatabaseChangeLogTable(changelog.historyTable());
        plain.setDatabaseChangeLogLockTable(changelog.lockTable());
        plain.setChangeLogParameters(changelog.parameters());
        plain.setDefaultSchema(PLAIN);
        plain.setLiquibaseSchema(PLAIN);
        plain.afterPropertiesSet();
    }

    private CatalogSnapshot snapshot(String schema, ThirdPartyChangelog changelog) throws Exception {
        try (Connection connection = service.database().connect()) {
            return CatalogSnapshot.of(connection, schema, changelog.historyTable());
        }
    }
}
