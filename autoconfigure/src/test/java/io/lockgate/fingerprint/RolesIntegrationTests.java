package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.Postgres;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A role that may do less than the one that migrates starts as before, without a word of complaint by anybody. */
@Tag("liquibase")
class RolesIntegrationTests {

    private static final String[] GUEST = {
        "spring.datasource.username=" + Postgres.GUEST, "spring.datasource.password=" + Postgres.PASSWORD_OF_GUEST
    };

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void whoMayNotCreateTablesIsRecognisedByWhatAnotherRoleHasStored() {
        service.startUntilRecognised();
        service.database().execute("grant select on databasechangelog, lockgate_schema to guest");

        assertThat(service.startIsRecognised(GUEST)).isTrue();

        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--comment: no changeset\n");
        assertThat(service.startIsRecognised(GUEST)).isFalse();
        assertThat(service.startIsRecognised(GUEST)).isFalse();
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised(GUEST)).isTrue();
        assertThatNobodyComplained();
    }

    @Test
    void whoMayWriteWhatIsStoredStoresWithoutCreating() {
        service.startUntilRecognised();
        service.database()
                .execute("grant select on databasechangelog to guest", "grant all on lockgate_schema to guest");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--comment: no changeset\n");

        assertThat(service.startIsRecognised(GUEST)).isFalse();
        assertThat(service.startIsRecognised(GUEST)).isTrue();
        assertThatNobodyComplained();
    }

    @Test
    void whereThereIsNoHistoryNothingIsStored() {
        service.changelog("");

        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isFalse();
        assertThatNobodyComplained();
    }

    @Test
    void whoMayNotReadWhatWasStoredStartsAsBefore() {
        service.startUntilRecognised();
        service.database().execute("grant select on databasechangelog to guest");

        assertThat(service.startIsRecognised(GUEST)).isFalse();
        assertThat(service.startIsRecognised()).isTrue();
        assertThatNobodyComplained();
    }

    @Test
    void whoMayNotStoreAnythingStartsAsBefore() {
        service.startAndStop();
        service.database().execute("drop table lockgate_schema", "grant select on databasechangelog to guest");

        assertThat(service.startIsRecognised(GUEST)).isFalse();
        assertThat(service.startIsRecognised(GUEST)).isFalse();
        assertThat(service.database().query("select to_regclass('lockgate_schema')::text"))
                .containsOnlyNulls();
        assertThatNobodyComplained();
    }

    @Test
    void aSessionThatMayOnlyReadStartsWhetherItIsRecognisedOrNot() {
        String readOnly = "spring.datasource.hikari.connection-init-sql=set default_transaction_read_only = on";
        service.startUntilRecognised();

        assertThat(service.startIsRecognised(readOnly)).isTrue();
        service.database().execute("delete from lockgate_schema");
        assertThat(service.startIsRecognised(readOnly)).isFalse();
        assertThat(service.startIsRecognised(readOnly)).isFalse();
        assertThatNobodyComplained();
    }

    /** What the server logs is logged by the process that has started it. */
    private void assertThatNobodyComplained() {
        assertThat(service.output()
                        .getAll()
                        .lines()
                        .filter(line -> line.contains("ERROR") || line.contains("WARN"))
                        .filter(line -> !line.contains("lockgate_run")))
                .isEmpty();
    }
}
