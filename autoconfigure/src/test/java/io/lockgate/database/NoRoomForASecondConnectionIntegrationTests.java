package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.TestService;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The pool would open a second connection, and the server has no room for it: the run does without, and says what is not proved.
 * A pool keeps whoever asks waiting for half a minute.
 */
class NoRoomForASecondConnectionIntegrationTests {

    /** Half of what the pool would wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String ROLE = "no_room";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createRole() {
        service.database()
                .execute(
                        "create role %s login connection limit 1".formatted(ROLE),
                        "grant all on schema public to " + ROLE,
                        "grant all on database %s to %s"
                                .formatted(service.database().name(), ROLE));
        service.property("spring.datasource.username=" + ROLE);
        service.property("spring.datasource.hikari.minimum-idle=0");
    }

    @AfterEach
    void dropRole() {
        service.database().execute("alter role %s nologin".formatted(ROLE));
        service.database()
                .query("select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = '%s'"
                        .formatted(ROLE));
        service.database().execute("drop owned by %s cascade".formatted(ROLE), "drop role " + ROLE);
    }

    @Test
    void aRunGoesOnAndSaysWhatIsNotProved() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        var watch = Measurement.start();
        var start = service.start();

        assertThat(watch.elapsed()).isLessThan(PATIENCE);
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.output())
                .contains("Without a further connection it is not proved that others are refused the lock");
        leavesNothingBehind(start.bean(HikariDataSource.class));
    }

    @Test
    void nothingIsAskedWhereNothingIsToBeDone() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();
        int before = service.output().getAll().length();

        service.startAndStop();

        assertThat(service.output().getAll().substring(before)).doesNotContain("Without a further connection");
    }

    @Test
    void manyTenantsAreAskedAboutOnTheOneConnection() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.database().execute("create table tenants (name text)", "grant select on tenants to " + ROLE);
        service.database()
                .execute(
                        "do $$ begin for i in 1..400 loop execute format('create schema t%s authorization no_room', i); end loop; end $$",
                        "insert into tenants select 't' || i from generate_series(1, 400) i");
        service.tenants("--changeset ana:1\ncreate table effects (id int);\n");

        var watch = Measurement.start();
        service.startAndStop("lockgate.tenants.executor=parallel");
        service.startAndStop("lockgate.tenants.executor=parallel");

        assertThat(watch.elapsed()).isLessThan(PATIENCE.multipliedBy(2));
        assertThat(service.output()).contains("399 tenants are migrated on 1 connections");
        assertThat(service.output()).doesNotContain("did not answer");
    }

    @Test
    void aServerThatIsFullIsNoReasonToWaitEither() throws Exception {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.database()
                .execute(
                        "alter role %s connection limit -1".formatted(ROLE),
                        "alter database %s connection limit 1"
                                .formatted(service.database().name()));

        var watch = Measurement.start();
        service.startAndStop();

        assertThat(watch.elapsed()).isLessThan(PATIENCE);
        assertThat(service.database().history()).containsExactly("1");
    }

    private static void leavesNothingBehind(HikariDataSource pool) {
        pool.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("lockgate-connect")));
    }
}
