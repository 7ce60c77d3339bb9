package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.MigratingThread;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run needs one connection, and proves with a second one only what it can: a pool of one must not wait for itself. */
@Tag("liquibase")
class PoolOfOneIntegrationTests {

    private static final String POOL_OF_ONE = "spring.datasource.hikari.maximum-pool-size=1";

    /** In milliseconds: a run that waits for a second connection fails the test fast. */
    private static final String IMPATIENT = "spring.datasource.hikari.connection-timeout=2000";

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void isEnough(StartupPhase phase) {
        service.releases();
        service.release(1, "create table orders (id int);\n");

        var start = service.start("lockgate.startup.phase=" + phase, POOL_OF_ONE, IMPATIENT);

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.output()).doesNotContain("Connection is not available");
        var pool = start.bean(HikariDataSource.class).getHikariPoolMXBean();
        assertThat(pool.getActiveConnections()).isZero();
        assertThat(pool.getTotalConnections()).isOne();

        service.release(2, "create table customers (id int);\n");
        MigratingThread.in(start).awaitSuccess();

        assertThat(service.database().history()).containsExactly("1", "2");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void isEnoughBesideLiquibasesOwnLock(StartupPhase phase) {
        service.database().createLiquibasesLock("false, null, null");
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.start("lockgate.startup.phase=" + phase, POOL_OF_ONE, IMPATIENT);

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().lockHolders()).isEmpty();
    }
}
