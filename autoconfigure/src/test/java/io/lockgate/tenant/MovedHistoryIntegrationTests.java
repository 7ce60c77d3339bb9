package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another process migrates a tenant after it was asked where that stands, and before Liquibase is asked what is pending. */
@Tag("liquibase")
class MovedHistoryIntegrationTests {

    private final AtomicBoolean moves = new AtomicBoolean();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        Object answer = statement.call();
        if (sql.contains("as position") && moves.compareAndSet(true, false)) {
            move();
        }
        return answer;
    });

    private void move() {
        service.database().execute("insert into t001.databasechangelog select * from saved");
    }

    @Test
    void whatIsTrueOfItIsNotTakenToBeTrueOfOthers() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("""
                --changeset ana:1
                create table if not exists orders (id int primary key);
                --changeset ana:2
                create index if not exists orders_by_id on orders (id);
                """).withTenants(3);
        service.startAndStop();
        service.database()
                .execute(
                        "create table saved as select * from t001.databasechangelog where id = '2'",
                        "delete from lockgate_schema");
        for (String tenant : Histories.of(service.database()).keySet()) {
            service.database().execute("delete from %s.databasechangelog where id = '2'".formatted(tenant));
        }
        moves.set(true);

        service.startAndStop();

        assertThat(moves).isFalse();
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(3, "1,2"));
    }
}
