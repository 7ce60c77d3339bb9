package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More tenants than histories are read by one statement. */
@Tag("liquibase")
class ManyTenantsIntegrationTests {

    private static final int TENANTS = 450;

    private final List<String> statements = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        statements.add(sql);
        return statement.call();
    });

    @Test
    void whatIsCurrentCostsAFewStatementsForAll() {
        service.changelog("""
                --changeset ana:1
                create table tenants (name text primary key);
                insert into tenants select 't' || to_char(n, 'FM000') from generate_series(1, 450) n;
                """);
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop("lockgate.tenants.create-schemas=true", "lockgate.tenants.executor=parallel");
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(TENANTS, "1"));
        statements.clear();

        service.startAndStop();

        assertThat(service.output()).contains("450 tenants, 0 of them behind");
        assertThat(statements).filteredOn(sql -> sql.contains("t450")).hasSize(1);
        assertThat(statements).filteredOn(sql -> sql.contains("as position")).hasSize(5);
        assertThat(statements).hasSizeLessThan(60);
    }
}
