package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.Lockgate;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@Tag("liquibase")
class OtherDatabaseIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private static final String H2 = "spring.datasource.url=jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1";

    private static final String USER = "spring.datasource.username=sa";

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @AfterEach
    void dropDatabase() {
        JdbcClient.create(new DriverManagerDataSource("jdbc:h2:mem:orders", "sa", ""))
                .sql("drop all objects delete files")
                .update();
    }

    @Test
    void isMigratedAsLiquibaseDoesAndGated() {
        var start = service.start(H2, USER);

        assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
        assertThat(JdbcClient.create(start.bean(DataSource.class))
                        .sql(
                                "select table_name from information_schema.tables where table_schema = 'PUBLIC' order by 1")
                        .query(String.class)
                        .list())
                .contains("DATABASECHANGELOG", "ORDERS")
                .noneMatch(table -> table.startsWith("LOCKGATE"));
        assertThat(service.output().toString().lines().filter(line -> line.contains(" WARN ")))
                .hasSize(1)
                .first()
                .asString()
                .contains("The database of [liquibase] is not a PostgreSQL");
    }

    @Test
    void isLeftAloneWhereNothingIsPending() {
        service.startAndStop(H2, USER);

        var start = service.start(H2, USER);

        assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
        assertThat(start.bean(Lockgate.class).version())
                .hasValueSatisfying(version -> assertThat(version.executed()).isEqualTo(1));
    }

    @Test
    void failsAsPostgresDoes() {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        var failure = service.failToStart(H2, USER);

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::1::ana failed: Table \"NOWHERE\" not found");
        assertThat(failure.exitCode()).isEqualTo(1);
    }
}
