package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.lock.LockKey;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The row of a run that was killed does not keep pods of before the adoption waiting, even if nobody has anything to migrate. */
@Tag("liquibase")
class LockLeftBehindIntegrationTests {

    private static final String FIRST = "--changeset ana:1\ncreate table orders (id int);\n";

    private static final String ROW = "select locked || ' ' || coalesce(lockedby, '-') from databasechangeloglock";

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsFreedThoughNothingIsPending(boolean recognised) throws Exception {
        service.changelog(FIRST);
        service.startUntilRecognised();
        leaveBehind("lockgate:dead");
        if (!recognised) {
            service.database().execute("drop table lockgate_schema");
        }

        assertThat(service.startIsRecognised()).isEqualTo(recognised);

        assertThat(service.database().query(ROW)).containsExactly("false -");
        assertThat(service.output()).contains("Freed Liquibase's own lock in public.databasechangeloglock");
        service.changelog(FIRST + "--changeset ana:2\ncreate table customers (id int);\n");
        service.plainLiquibase().afterPropertiesSet();
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    @Test
    void thatOneIsToBeFreedIsSeenWithoutAnotherQuestion() {
        service.changelog(FIRST);
        service.database().createLiquibasesLock("false, null, null");
        service.startUntilRecognised();
        List<String> statements = new CopyOnWriteArrayList<>();
        service.intercept((sql, connection, statement) -> {
            statements.add(sql);
            return statement.call();
        });

        assertThat(service.startIsRecognised()).isTrue();
        int free = statements.size();
        service.database().execute("update databasechangeloglock set locked = true, lockedby = 'pod-3 (10.0.0.3)'");
        statements.clear();
        assertThat(service.startIsRecognised()).isTrue();
        assertThat(statements).hasSize(free);
        service.database().execute("drop table databasechangeloglock");
        statements.clear();
        assertThat(service.startIsRecognised()).isTrue();
        assertThat(statements).hasSize(free);
    }

    @Test
    void theRowOfARunThatLivesStays() throws Exception {
        service.changelog(FIRST);
        service.startUntilRecognised();
        leaveBehind("lockgate:alive");
        try (Connection alive = service.database().connect()) {
            alive.createStatement()
                    .execute("select pg_advisory_lock(%s)".formatted(LockKey.of("public", "databasechangeloglock")));

            assertThat(service.startIsRecognised()).isTrue();

            assertThat(service.database().query(ROW)).containsExactly("true lockgate:alive");
        }
    }

    @Test
    void theRowOfSomebodyElseStays() {
        service.changelog(FIRST);
        service.startUntilRecognised();
        leaveBehind("pod-3 (10.0.0.3)");

        assertThat(service.startIsRecognised()).isTrue();

        assertThat(service.database().query(ROW)).containsExactly("true pod-3 (10.0.0.3)");
    }

    @Test
    void aRowThatSomebodyIsAboutToChangeIsLeftToThem() throws Exception {
        service.changelog(FIRST);
        service.startUntilRecognised();
        leaveBehind("lockgate:dead");
        try (Connection other = service.database().connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("update databasechangeloglock set lockgranted = now()");

            assertThat(service.startIsRecognised()).isTrue();
        }
        assertThat(service.database().query(ROW)).containsExactly("true lockgate:dead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.hikari.connection-init-sql=set default_transaction_read_only = on",
                "spring.datasource.hikari.read-only=true",
                "spring.datasource.hikari.connection-init-sql=set role reader"
            })
    void whoMayNotWriteLeavesIt(String property) {
        service.changelog(FIRST);
        service.startUntilRecognised();
        leaveBehind("lockgate:dead");
        service.database()
                .execute(
                        "drop role if exists reader",
                        "create role reader",
                        "grant select on all tables in schema public to reader");
        try {
            service.startAndStop(property, "lockgate.history.enabled=false");
        } finally {
            service.database().execute("drop owned by reader", "drop role reader");
        }

        assertThat(service.database().query(ROW)).containsExactly("true lockgate:dead");
        assertThat(service.output()).doesNotContain("Could not free");
    }

    @Test
    void thoseOfTenantsAreFreedThoughNothingIsPending() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(3).startAndStop();
        List<String> rows = new ArrayList<>();
        for (String tenant : List.of("t001", "t002", "t003")) {
            service.database()
                    .execute(
                            "create table %s.databasechangeloglock (id int primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255))"
                                    .formatted(tenant),
                            "insert into %1$s.databasechangeloglock values (1, '%1$s' <> 't003', now(), 'lockgate:dead')"
                                    .formatted(tenant));
            rows.add("select locked from %s.databasechangeloglock".formatted(tenant));
        }

        service.startAndStop();

        assertThat(service.database().query(String.join(" union all ", rows))).containsExactly("f", "f", "f");
    }

    private void leaveBehind(String owner) {
        service.database().createLiquibasesLock("true, now(), '%s'".formatted(owner));
    }
}
