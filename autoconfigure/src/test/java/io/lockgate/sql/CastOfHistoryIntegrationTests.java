package io.lockgate.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.TestService;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The owner of a table may say how its rows are cast to text or to JSON (PostgreSQL documentation, CREATE CAST). The history is
 * read without such casts.
 */
@Tag("liquibase")
class CastOfHistoryIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CHANGELOG = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String TENANTS = "--changeset ana:1\ncreate table customers (id int);\n";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void castsThatFail() {
        service.changelog(CHANGELOG);
        service.tenants(TENANTS).withTenants(2).startAndStop();
        for (String table : new String[] {"public.databasechangelog", "t001.databasechangelog"}) {
            for (String type : new String[] {"text", "json"}) {
                service.database()
                        .execute(
                                "create function cast_to_%1$s(%2$s) returns %1$s language plpgsql as %3$s"
                                        .formatted(type, table, "'begin raise exception ''cast''; end'"),
                                "create cast (%2$s as %1$s) with function cast_to_%1$s(%2$s)".formatted(type, table));
            }
        }
    }

    @Test
    void nothingIsPending() {
        assertThat(service.startIsRecognised()).isTrue();
    }

    @Test
    void somethingIsPendingHereAndForTenants() {
        service.changelog(CHANGELOG + "--changeset ana:2\ncreate table invoices (id int);\n");
        service.tenants(TENANTS + "--changeset ana:2\ncreate table invoices (id int);\n");

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(service.database().query("select id from t001.databasechangelog order by 1"))
                .containsExactly("1", "2");
    }

    @Test
    void anotherPodDoesWhatIsPending() {
        service.changelog(CHANGELOG + "--changeset ana:2\ncreate table invoices (id int);\n");
        service.startAndStop();
        service.database()
                .execute(
                        "create table kept as select * from databasechangelog where id = '2'",
                        "delete from databasechangelog where id = '2'");
        try (var pod = service.otherPod()) {
            var start = service.begin();
            await().atMost(PATIENCE).until(() -> service.output().getAll().contains("Waiting for lock"));
            assertThat(pod.pid()).isPositive();

            service.database().execute("insert into databasechangelog select * from kept");

            start.awaitReady();
        }
    }
}
