package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More tenants than histories are read by one statement. */
@Tag("liquibase")
class ManyTenantsIntegrationTests {

    private static final int TENANTS = 450;

    private static final String PARALLEL = "lockgate.tenants.executor=parallel";

    private static final String NONE_BEHIND = "450 tenants, 0 of them behind";

    private final List<String> statements = new CopyOnWriteArrayList<>();

    /** The connections on which it was asked where tenants stand. */
    private final Set<Connection> asked = ConcurrentHashMap.newKeySet();

    private volatile boolean secondHelps;

    private volatile boolean secondIsLost;

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        statements.add(sql);
        if (sql.contains("as position")) {
            asked.add(connection);
            if (secondHelps) {
                await().until(() -> asked.size() == 2);
                if (secondIsLost && Thread.currentThread().getName().equals("lockgate-tenants-standings")) {
                    throw new SQLException("the connection is lost", "08006");
                }
            }
        }
        return statement.call();
    });

    @BeforeEach
    void allAreCurrent() {
        service.changelog("""
                --changeset ana:1
                create table tenants (name text primary key);
                insert into tenants select 't' || to_char(n, 'FM000') from generate_series(1, 450) n;
                """);
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop(PARALLEL, "lockgate.tenants.create-schemas=true");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1"));
        statements.clear();
        asked.clear();
    }

    @Test
    void whatIsCurrentCostsAFewStatementsForAll() {
        service.startAndStop();

        assertThat(service.output()).contains(NONE_BEHIND);
        assertThat(statements).filteredOn(sql -> sql.contains("t450")).hasSize(1);
        assertThat(statements).filteredOn(sql -> sql.contains("as position")).hasSize(5);
        assertThat(asked).hasSize(1);
        assertThat(statements).hasSizeLessThan(60);
    }

    @Test
    void inParallelTheyAreAskedAboutOnTwoConnections() {
        secondHelps = true;

        service.startAndStop(PARALLEL);

        assertThat(service.output()).contains(NONE_BEHIND);
        assertThat(statements).filteredOn(sql -> sql.contains("as position")).hasSize(5);
        assertThat(asked).hasSize(2);
    }

    @Test
    void onOneWhereThePoolHasNoOther() {
        service.startAndStop(PARALLEL, "spring.datasource.hikari.maximum-pool-size=1");

        assertThat(service.output()).contains(NONE_BEHIND);
        assertThat(asked).hasSize(1);
    }

    @Test
    void onTheOneThatIsLeftWhereTheOtherIsLost() {
        secondHelps = true;
        secondIsLost = true;

        service.startAndStop(PARALLEL);

        assertThat(service.output()).contains(NONE_BEHIND);
        assertThat(statements).filteredOn(sql -> sql.contains("as position")).hasSize(5 + 1);
        assertThat(asked).hasSize(2);
    }
}
