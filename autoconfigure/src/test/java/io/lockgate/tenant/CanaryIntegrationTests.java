package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.check.CheckResult;
import io.lockgate.check.SchemaCheck;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Some tenants go first, and are checked. */
@Tag("liquibase")
class CanaryIntegrationTests {

    private static final String[] TWO = {
        "lockgate.tenants.canary=2",
        "lockgate.tenants.on-error=continue",
        "lockgate.checks.attempts=1",
        "lockgate.tenants.executor=parallel"
    };

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void tenants() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n").withTenants(10);
    }

    @Test
    void checksAreAskedAfterTheCanariesAndAfterTheOthers() {
        var start = service.with(Counting.class).start(TWO);

        assertThat(start.bean(MigratedTenants.class).seen).containsExactly(2, 10);
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(10, "1"));
    }

    @Test
    void checksMeetTheSearchPathOfTheSessionAndNoTenants() {
        var start = service.with(Counting.class).start(TWO);

        assertThat(start.bean(MigratedTenants.class).searchPaths).containsOnly("\"$user\", public");
        assertThat(service.output()).doesNotContain("has changed the session");
    }

    @Test
    void aCheckThatFailsKeepsTheOthersFromBeginning() {
        var failure = service.with(Refusing.class).failToStart(TWO);

        assertThat(failure.description()).contains("not fit to serve", "orders: too slow");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(2, "1"));
    }

    @Test
    void aCanaryThatFailsKeepsTheOthersFromBeginning() {
        service.database().execute("create table t002.orders (id int)");
        service.property("lockgate.tenants.adopt-schemas=true");

        var failure = service.failToStart(TWO);

        assertThat(failure.description()).startsWith("1 of 10 tenants failed, 8 are behind and were not begun: t002: ");
        assertThat(Histories.of(service.database())).isEqualTo(Map.of("t001", "1", "t002", ""));
    }

    /** How many tenants have the table whenever it is asked. */
    static final class MigratedTenants implements SchemaCheck {

        final List<Integer> seen = new CopyOnWriteArrayList<>();

        final List<String> searchPaths = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "tenants";
        }

        @Override
        public CheckResult check(JdbcClient jdbc) {
            seen.add(jdbc.sql("select count(*) from pg_tables where tablename = 'orders'")
                    .query(Integer.class)
                    .single());
            searchPaths.add(jdbc.sql("show search_path").query(String.class).single());
            return CheckResult.up();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Counting {

        @Bean
        MigratedTenants migratedTenants() {
            return new MigratedTenants();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Refusing {

        @Bean
        SchemaCheck orders() {
            return new SchemaCheck() {
                @Override
                public String name() {
                    return "orders";
                }

                @Override
                public CheckResult check(JdbcClient jdbc) {
                    return CheckResult.down("too slow");
                }
            };
        }
    }
}
