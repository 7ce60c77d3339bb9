package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class RolloutIntegrationTests {

    private static final String HISTORIES = """
            select string_agg(id || ':' || orderexecuted || ':' || exectype || ':' || coalesce(tag, ''), ' ' order by orderexecuted)
              from %s.databasechangelog
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aSharedSchema() {
        service.changelog("--changeset ana:1\ncreate table plans (id int primary key);\n");
    }

    @Test
    void allTenantsAreMigratedSeriallyOrInParallel() {
        service.tenants("""
                --changeset ana:1
                create table orders (id int primary key, plan int references public.plans);
                --changeset ana:2
                create index orders_by_plan on orders (plan);
                insert into orders values (1, null), (2, null);
                """).withTenants(20);

        service.startAndStop();

        assertThat(service.output()).contains("2 changesets are replayed for the other tenants");
        for (int i = 1; i <= 20; i++) {
            String schema = "t%03d".formatted(i);
            assertThat(service.database().query(HISTORIES.formatted(schema)))
                    .containsExactly("1:1:EXECUTED: 2:2:EXECUTED:");
            assertThat(service.database().query("select count(*) from %s.orders".formatted(schema)))
                    .containsExactly("2");
        }
        assertThat(service.database().lockHolders()).isEmpty();

        service.tenants("""
                --changeset ana:1
                create table orders (id int primary key, plan int references public.plans);
                --changeset ana:2
                create index orders_by_plan on orders (plan);
                insert into orders values (1, null), (2, null);
                --changeset ana:3
                alter table orders add note text;
                --changeset ana:4 splitStatements:false
                create function half(n int) returns int language sql as $$ select n / 2; $$;
                """);
        service.startAndStop("lockgate.tenants.executor=parallel");
        for (int i = 1; i <= 20; i++) {
            String schema = "t%03d".formatted(i);
            assertThat(service.database().query(HISTORIES.formatted(schema)))
                    .containsExactly("1:1:EXECUTED: 2:2:EXECUTED: 3:3:EXECUTED: 4:4:EXECUTED:");
            assertThat(service.database().query("select %1$s.half(count(*)::int) from %1$s.orders".formatted(schema)))
                    .containsExactly("1");
        }
        assertThat(service.database().lockHolders()).isEmpty();
        service.startAndStop("lockgate.tenants.executor=parallel");
    }
}
