package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.FailedStart;
import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The history of one tenant is not what the others' are. */
@Tag("liquibase")
class UnreadableHistoryIntegrationTests {

    private static final int TENANTS = 10;

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String RELEASE = FIRST + "--changeset ana:2\ncreate table invoices (id int);\n";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aReleaseBefore() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(TENANTS);
    }

    @Test
    void oneWithoutTheColumnsOfTodayIsAltered() {
        service.startAndStop();
        service.database().execute("alter table t005.databasechangelog drop deployment_id, drop contexts, drop labels");
        service.tenants(RELEASE).startAndStop();

        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1,2"));
        assertThat(service.database().query("select deployment_id from t005.databasechangelog where id = '2'"))
                .doesNotContainNull();
    }

    @Test
    void oneThatMayNotBeReadSpoilsNoOther() {
        service.startAndStop();
        letGuestUse("public");
        for (String schema : Histories.of(service.database()).keySet()) {
            letGuestUse(schema);
        }
        service.database().execute("revoke all on t005.databasechangelog from guest");
        service.tenants(RELEASE);

        var failure = failToStartAsGuest();

        assertThat(failure.description())
                .startsWith("1 of 10 tenants failed, 0 are behind and were not begun: t005: ")
                .contains("permission denied for table databasechangelog");
        var histories = Histories.of(service.database());
        assertThat(histories.remove("t005")).isEqualTo("1");
        assertThat(histories.values()).containsOnly("1,2");
    }

    @Test
    void aSchemaThatMayNotBeUsedSpoilsNoOther() {
        letGuestUse("public");
        for (int tenant = 2; tenant <= TENANTS; tenant++) {
            letGuestUse("t%03d".formatted(tenant));
        }

        var failure = failToStartAsGuest();

        assertThat(failure.description())
                .startsWith("1 of 10 tenants failed, 0 are behind and were not begun: t001: ")
                .contains("permission denied for schema t001");
        assertThat(Histories.of(service.database())).hasSize(TENANTS - 1).doesNotContainKey("t001");
    }

    @Test
    void oneWithAnotherChecksumSpoilsNoOther() {
        service.startAndStop();
        service.database().execute("update t005.databasechangelog set md5sum = '9:0123456789abcdef0123456789abcdef'");
        service.tenants(RELEASE);

        var failure = service.failToStart("lockgate.tenants.on-error=continue");

        assertThat(failure.description())
                .startsWith("1 of 10 tenants failed, 0 are behind and were not begun: t005: ")
                .contains("db/changelog/tenants.sql::1::ana", "9:0123456789abcdef0123456789abcdef");
        var histories = Histories.of(service.database());
        assertThat(histories.remove("t005")).isEqualTo("1");
        assertThat(histories.values()).containsOnly("1,2");
    }

    @Test
    void oneWithAnotherChecksumStopsAllBeforeTheyBegin() {
        service.startAndStop();
        service.database().execute("update t005.databasechangelog set md5sum = '9:0123456789abcdef0123456789abcdef'");
        service.tenants(RELEASE);

        var failure = service.failToStart();

        assertThat(failure.description()).startsWith("1 of 10 tenants failed, 9 are behind and were not begun: t005: ");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1"));
    }

    private void letGuestUse(String schema) {
        service.database()
                .execute(
                        "grant all on schema %s to guest".formatted(schema),
                        "grant all on all tables in schema %s to guest".formatted(schema));
    }

    private FailedStart failToStartAsGuest() {
        return service.failToStart(
                "spring.datasource.username=" + Postgres.GUEST,
                "spring.datasource.password=" + Postgres.PASSWORD_OF_GUEST,
                "lockgate.tenants.on-error=continue");
    }
}
