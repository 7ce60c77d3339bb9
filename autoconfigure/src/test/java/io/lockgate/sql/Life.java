package io.lockgate.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.lock.LockKey;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All that happens to a service in its life which makes it send statements. */
final class Life {

    /** Schemas of the tenants, who own them. */
    static final List<String> SCHEMAS = List.of("t1", "t2", "t3");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String SHARED = """
            --changeset ana:1
            create table orders (id int primary key, customer int);
            insert into orders values (1, 7), (2, 7);
            --changeset ana:2 runInTransaction:false
            create index concurrently orders_customer on orders (customer);
            --changeset ana:view runOnChange:true
            create or replace view expensive as select id from orders;
            """;

    private static final String RELEASE = SHARED.replace("select id", "select customer as id")
            + "--changeset ana:3\ncreate table customers (id int);\n";

    private static final String TENANTS = """
            --changeset ana:1
            create table orders (id int primary key);
            --changeset ana:2
            insert into orders values (1);
            """;

    private static final String FAILING = """
            --changeset ana:failing runInTransaction:false
            create unique index concurrently orders_unique on orders (customer);
            """;

    private static final String HELD = """
            --changeset ana:4
            set local lock_timeout = 0;
            select pg_advisory_xact_lock(1);
            """;

    private final TestService service;

    private final LoggingServer server;

    private final String database;

    Life(TestService service, LoggingServer server, String database) {
        this.service = service;
        this.server = server;
        this.database = database;
        server.createDatabase(database);
        execute("create table tenants (name text primary key)");
        for (String schema : SCHEMAS) {
            execute("create schema " + schema);
            execute("insert into tenants values ('%s')".formatted(schema));
        }
    }

    /** Lives it with this library. */
    void withLockgate() throws SQLException {
        service.changelog(SHARED);
        service.tenants(TENANTS);
        firstStartThatWaits();
        startWithNothingPending();
        startsThatFail();
        startBesideLiquibasesOwnLock();
        startThatIsShutDown();
        startThatMeetsAForeignSchema();
    }

    /** Lives as much of it as there is without. */
    void withoutLockgate() {
        service.changelog(SHARED);
        service.tenants(TENANTS);
        service.startAndStop(stock());
        service.startAndStop(simple(stock()));
        service.startAndStop(tenant("t1"));
        service.startAndStop(simple(tenant("t1")));
        service.changelog(SHARED + FAILING);
        var failing = service.begin(stock());
        await().atMost(PATIENCE).until(failing::isDone);
        service.changelog(RELEASE + HELD);
        service.startAndStop(stock());
    }

    private void firstStartThatWaits() throws SQLException {
        Start start;
        try (Connection otherPod = holdLock()) {
            assertThat(otherPod.isClosed()).isFalse();
            start = service.begin(adopting());
            await().atMost(PATIENCE).until(() -> attempts() > 2);
        }
        start.awaitReady().close();
    }

    private long attempts() {
        return server.statements(database).stream()
                .filter(sql -> sql.contains("pg_try_advisory_lock"))
                .count();
    }

    private void startWithNothingPending() throws SQLException {
        service.listening();
        int before = server.fired(database).size();
        var start = service.begin(adopting());
        start.awaitReady();
        assertThat(server.fired(database)).hasSize(before);
        try (Connection otherPod = holdLock()) {
            assertThat(start.http().json("/actuator/schema").getJson()).contains("\"holder\":{");
            assertThat(otherPod.isClosed()).isFalse();
        }
        assertThat(start.http().json("/actuator/schema/public").getJson()).contains("\"history\":[{");
        assertThat(start.http().json("/actuator/schema/t2").getJson()).contains("\"history\":[{");
        start.bean(Lockgate.class).provisionTenant("t4");
        assertThat(start.bean(Lockgate.class).isReady("t4")).isTrue();
        start.context().close();
    }

    /** An index that could not be built is dropped before the next attempt, which is told that it was left. */
    private void startsThatFail() {
        service.changelog(SHARED + FAILING);
        service.tenants(TENANTS);
        service.failToStart(adopting());
        service.failToStart(adopting());
    }

    private void startBesideLiquibasesOwnLock() {
        Stream.of("public", "t1").forEach(schema -> execute("""
                        create table %s.databasechangeloglock
                            (id int primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255))
                        """.formatted(schema)));
        execute("insert into t1.databasechangeloglock values (1, true, null, 'lockgate:gone')");
        service.changelog(RELEASE);
        service.tenants(TENANTS + "--changeset ana:3\ncreate table customers (id int);\n");
        service.startAndStop(simple(adopting()));
    }

    private void startThatIsShutDown() throws SQLException {
        service.changelog(RELEASE + HELD);
        try (Connection holder = hold(1)) {
            assertThat(holder.isClosed()).isFalse();
            var start = service.begin(adopting());
            await().atMost(PATIENCE)
                    .until(() -> server.statements(database).stream()
                            .anyMatch(sql -> sql.contains("coalesce(backend_start")));
            start.context().close();
        }
    }

    private Connection holdLock() throws SQLException {
        return hold(LockKey.of("public", "databasechangelog").value());
    }

    private Connection hold(long key) throws SQLException {
        Connection connection = DriverManager.getConnection(server.url(database), "postgres", "");
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(%d)".formatted(key));
        }
        return connection;
    }

    private void startThatMeetsAForeignSchema() {
        service.changelog(RELEASE + HELD);
        execute("create schema keycloak");
        execute("create table keycloak.realm ()");
        execute("insert into tenants values ('keycloak')");
        service.failToStart(options());
    }

    /** The schemas of tenants hold the traps. */
    private String[] adopting() {
        return with(options(), "lockgate.tenants.adopt-schemas=true");
    }

    private String[] options() {
        return new String[] {
            "spring.datasource.url=" + server.url(database),
            "spring.datasource.username=" + LoggingServer.MIGRATOR,
            "lockgate.checks.sql.orders.query=select 42",
            "lockgate.checks.sql.orders.expect=42",
            "lockgate.retry.max-attempts=1"
        };
    }

    /** The driver writes bound values into the statement. */
    private String[] simple(String... options) {
        return with(options, "spring.datasource.hikari.data-source-properties.preferQueryMode=simple");
    }

    private String[] stock() {
        return with(options(), "lockgate.enabled=false");
    }

    private String[] tenant(String schema) {
        return with(
                stock(),
                "spring.liquibase.change-log=classpath:" + TestService.TENANTS,
                "spring.liquibase.default-schema=" + schema,
                "spring.liquibase.liquibase-schema=" + schema);
    }

    private static String[] with(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    private void execute(String sql) {
        server.jdbc(database).sql(sql).update();
    }
}
