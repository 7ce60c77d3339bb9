package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.FailedStart;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenant 37 of 100 has a table already that a changeset creates. */
@Tag("liquibase")
class TenantFailsIntegrationTests {

    private static final int TENANTS = 100;

    private static final String FAILED = "t037";

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String RELEASE = FIRST + """
            --changeset ana:2
            alter table orders add note text;
            --changeset ana:3
            insert into orders values (3);
            create table invoices (id int);
            --changeset ana:4
            insert into invoices values (4);
            """;

    private static final String REASON =
            "t037: Changeset db/changelog/tenants.sql::3::ana failed: ERROR: relation \"invoices\" already exists";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aReleaseBefore() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(TENANTS).startAndStop();
        service.database().execute("create table t037.invoices (id int)");
        service.tenants(RELEASE);
    }

    /** It may be the last of them, or be found out about while other connections do the others. */
    @ParameterizedTest
    @ValueSource(strings = {"serial", "parallel"})
    void noOtherTenantBeginsUnderStop(String executor) {
        var failure = service.failToStart("lockgate.tenants.executor=" + executor);

        Map<String, String> histories = Histories.of(service.database());
        assertIsRolledBackToItsLastGoodChangeset(histories.remove(FAILED));
        assertThat(histories.values()).hasSize(TENANTS - 1).isSubsetOf("1", "1,2,3,4");
        long behind = histories.values().stream().filter("1"::equals).count();
        assertIsTold(failure, "1 of 100 tenants failed, %d are behind and were not begun: ".formatted(behind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial", "parallel"})
    void allOthersAreMigratedUnderContinue(String executor) {
        var failure =
                service.failToStart("lockgate.tenants.executor=" + executor, "lockgate.tenants.on-error=continue");

        Map<String, String> histories = Histories.of(service.database());
        assertIsRolledBackToItsLastGoodChangeset(histories.remove(FAILED));
        assertThat(histories.values()).hasSize(TENANTS - 1).containsOnly("1,2,3,4");
        assertIsTold(failure, "1 of 100 tenants failed, 0 are behind and were not begun: ");
    }

    @Test
    void thoseBehindAreTouchedOnlyByARerun() {
        service.failToStart("lockgate.tenants.on-error=continue");
        service.database().execute("drop table t037.invoices");
        List<String> before = ofOthers();

        service.startAndStop();

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1,2,3,4"));
        assertThat(ofOthers()).isEqualTo(before);
        assertThat(service.output()).contains("100 tenants, 1 of them behind");
        assertThat(service.database().query("""
                        select concat_ws(' ', outcome, changesets) from lockgate_run
                         where history_table = 'tenants' order by started_at
                        """)).containsExactly("MIGRATED 100", "FAILED 297", "MIGRATED 2");
    }

    private void assertIsRolledBackToItsLastGoodChangeset(String history) {
        assertThat(history).isEqualTo("1,2");
        assertThat(service.database().query("select count(*) from t037.orders")).containsExactly("0");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    private void assertIsTold(FailedStart failure, String counts) {
        assertThat(failure.description()).startsWith(counts + REASON);
        assertThat(failure.action()).startsWith("Correct the changeset and start again.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().query("""
                        select failure from lockgate_run where history_table = 't037.databasechangelog' and outcome = 'FAILED'
                        """))
                .singleElement()
                .asString()
                .startsWith(REASON.substring("t037: ".length()));
        assertThat(service.database().query("""
                        select failure from lockgate_run where history_table = 'tenants' and outcome = 'FAILED'
                        """)).containsExactly("1 of 100 tenants failed");
    }

    /** When their changesets were executed included. */
    private List<String> ofOthers() {
        return service.database().contents().stream()
                .filter(line -> line.contains(" t") && !line.contains(FAILED))
                .toList();
    }
}
