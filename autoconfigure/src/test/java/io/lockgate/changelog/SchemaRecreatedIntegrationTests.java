package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.MigratingThread;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Somebody recreates the schema while the process lives: what Liquibase remembers of it for the life of the process
 * ({@code FastCheckService}, the history it has read) must not keep the changesets from being applied again.
 */
@Tag("liquibase")
class SchemaRecreatedIntegrationTests {

    private static final String[] DROP_SCHEMA = {"drop schema public cascade", "create schema public"};

    private static final String[] DROP_TABLES = {"drop table databasechangelog", "drop table orders"};

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void theNextRunOfTheSameServiceAppliesAll() {
        var start = service.start();
        service.database().execute(DROP_SCHEMA);

        var result = MigratingThread.in(start).awaitSuccess();

        assertThat(result.executed()).hasSize(1);
        assertThat(service.database().tables())
                .containsExactly("databasechangelog", "lockgate_run", "lockgate_schema", "orders");
        assertThat(service.database().query("select outcome from lockgate_run")).containsExactly("MIGRATED");

        service.database().execute(DROP_TABLES);
        MigratingThread.in(start).awaitSuccess();

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().tables()).contains("orders");
    }

    @Test
    void theNextServiceOfTheProcessAppliesAll() {
        service.startAndStop();
        service.startAndStop();
        service.database().execute(DROP_SCHEMA);

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().tables()).contains("orders");
    }
}
