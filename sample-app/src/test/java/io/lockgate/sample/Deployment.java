package io.lockgate.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database of its own, empty at first, and the processes of the order service that work on it. Closing it ends the
 * processes.
 */
final class Deployment implements AutoCloseable {

    /** The changelog of the service, and a changeset that is {@link #hold held}. */
    static final String HELD = "held.yaml";

    /** The changelog of the service, and a changeset that fails. */
    static final String BROKEN = "broken.yaml";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private final String database = "orders_" + NUMBER.incrementAndGet();

    private final List<OrdersProcess> processes = new ArrayList<>();

    private Deployment(String name) {
        this.name = name;
    }

    /** A deployment for a test, under whose name the output of its processes is kept. */
    static Deployment of(Class<?> test) {
        Deployment deployment = new Deployment(test.getSimpleName());
        Server.jdbc("postgres").sql("create database " + deployment.database).update();
        return deployment;
    }

    /** Starts the service on its own changelog, with these arguments. */
    OrdersProcess start(String... arguments) {
        Stream<String> all = Stream.concat(
                Stream.of(
                                "--spring.datasource.url=" + url(),
                                "--spring.datasource.username=" + LocalPostgres.USERNAME,
                                "--spring.datasource.password=" + LocalPostgres.PASSWORD)
                        .filter(own -> Arrays.stream(arguments).noneMatch(argument -> isOfSameOption(own, argument))),
                Arrays.stream(arguments));
        OrdersProcess process =
                OrdersProcess.start("%s-%s-%d".formatted(name, database, processes.size() + 1), all.toList());
        processes.add(process);
        return process;
    }

    /** Spring Boot joins the values of an option that is given twice. */
    private static boolean isOfSameOption(String one, String other) {
        return other.startsWith(one.substring(0, one.indexOf('=') + 1));
    }

    /** Starts the service on one of the changelogs of the tests. */
    OrdersProcess startOn(String changelog, String... arguments) {
        return start(Stream.concat(
                        Stream.of("--spring.liquibase.change-log=" + resource(changelog)), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    String url() {
        return Server.url(database);
    }

    /** The database, from outside of the service. */
    JdbcClient jdbc() {
        return Server.jdbc(database);
    }

    /** From now on the changeset of {@link #HELD} does not come to its end. */
    void hold() {
        jdbc().sql("create schema if not exists control").update();
        jdbc().sql("create table if not exists control.hold ()").update();
        jdbc().sql("insert into control.hold default values").update();
    }

    /** Lets the changeset come to its end. */
    void letGo() {
        jdbc().sql("delete from control.hold").update();
    }

    /** Whether the changeset has come to where it is held. */
    boolean isHeld() {
        return sessions("state = 'active' and query like 'do $$%'") == 1;
    }

    /** How many sessions there are in the database for which a condition on {@code pg_stat_activity} holds. */
    int sessions(String condition) {
        return jdbc().sql("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and pid <> pg_backend_pid() and " + condition)
                .query(Integer.class)
                .single();
    }

    /** The server processes that hold an advisory lock in the database. */
    List<Integer> lockHolders() {
        return jdbc().sql("""
                        select pid from pg_locks
                         where locktype = 'advisory' and granted
                           and database = (select oid from pg_database where datname = current_database())
                        """).query(Integer.class).list();
    }

    /** Creates Liquibase's own lock, as everybody has it who used Liquibase before. */
    void createLiquibasesLock() {
        jdbc().sql("""
                        create table databasechangeloglock (
                            id integer primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255))
                        """).update();
        jdbc().sql("insert into databasechangeloglock values (1, false)").update();
    }

    /** Whether somebody holds Liquibase's own lock. */
    boolean isLiquibasesLockTaken() {
        return jdbc().sql("select locked from databasechangeloglock where id = 1")
                .query(Boolean.class)
                .single();
    }

    /** How often a changeset stands in the history. */
    int recorded(String changeSet) {
        return jdbc().sql("select count(*) from databasechangelog where id = ?")
                .param(changeSet)
                .query(Integer.class)
                .single();
    }

    /** The changesets that stand in the history more than once. */
    List<String> recordedTwice() {
        return jdbc().sql("select id from databasechangelog group by id, author, filename having count(*) > 1")
                .query(String.class)
                .list();
    }

    boolean hasTable(String table) {
        return jdbc().sql("select to_regclass(?) is not null")
                .param(table)
                .query(Boolean.class)
                .single();
    }

    @Override
    public void close() {
        processes.forEach(OrdersProcess::kill);
    }

    private static String resource(String changelog) {
        return Objects.requireNonNull(Deployment.class.getResource("/changelog/" + changelog), changelog)
                .toString();
    }

    /** The PostgreSQL of all deployments: started for the first, it ends with this JVM, and with it all databases. */
    private static final class Server {

        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException("The embedded PostgreSQL did not start.", e);
            }
        }

        static String url(String database) {
            return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + database;
        }

        static JdbcClient jdbc(String database) {
            return JdbcClient.create(
                    new DriverManagerDataSource(url(database), LocalPostgres.USERNAME, LocalPostgres.PASSWORD));
        }
    }
}
