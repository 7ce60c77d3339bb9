package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tenant whose history says what the others' say, and whose tables do not. */
@Tag("liquibase")
class DriftedTenantIntegrationTests {

    private static final int TENANTS = 10;

    private static final String DRIFTED = "t005";

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aReleaseBefore() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(TENANTS).startAndStop();
        service.tenants(FIRST + """
                --changeset ana:2
                create table invoices (id int);
                --changeset ana:3
                alter table orders add note text;
                """);
    }

    @Test
    void whatDiffersIsFoundOutByLiquibaseAndSaidInItsWords() {
        service.database().execute("drop table t005.orders");

        var failure = service.failToStart("lockgate.tenants.on-error=continue");

        assertThat(failure.description())
                .startsWith(
                        "1 of 10 tenants failed, 0 are behind and were not begun: "
                                + "t005: Changeset db/changelog/tenants.sql::3::ana failed: ERROR: relation \"orders\" does not exist");
        assertThat(service.output())
                .contains("Tenant t005 is not like the others, Liquibase migrates it by itself: "
                        + "ERROR: relation \"orders\" does not exist");
        var histories = Histories.of(service.database());
        assertThat(histories.remove(DRIFTED)).isEqualTo("1,2");
        assertThat(histories.values()).containsOnly("1,2,3");
        assertThat(service.database().query("select count(*) from t005.invoices"))
                .containsExactly("0");
    }

    @Test
    void aTableThatIsInUseIsWaitedForByLiquibase() throws Exception {
        try (Connection reader = service.database().connect()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("lock table t005.orders in access share mode");

            var start = service.begin("lockgate.ddl.lock-timeout=200ms");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> service.output().toString().contains("Tenant t005 has collided with other sessions"));
            reader.rollback();
            start.awaitReady();
        }

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1,2,3"));
        assertThat(service.output()).contains("canceling statement due to lock timeout");
    }
}
