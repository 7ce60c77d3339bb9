package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database of its own, empty at first, and the processes of the order service that work on it. Closing it ends the
 * processes.
 */
final class Deployment implements AutoCloseable {

    /** The changelog of the service, and a changeset that is {@link #hold held}. */
    static final String HELD = "held.yaml";

    /** The changelog of the service, a changeset that is {@link #hold held}, and {@link #TEN_SECONDS} after it. */
    static final String LONG = "long.yaml";

    /** The changeset that lasts so long. */
    static final String TEN_SECONDS = "ten-seconds";

    /** The changelog of the service, and a changeset that ends with a {@link #statement} of the test. */
    static final String STATEMENT = "statement.yaml";

    /** The changelog of the service, and a changeset that is a {@link #statement} of the test, without a transaction. */
    static final String OUTSIDE_OF_TRANSACTION = "outside-of-transaction.yaml";

    /** The changelog of the service, and a changeset that does something outside of the database {@link #forSeconds}. */
    static final String OUTSIDE_OF_DATABASE = "outside-of-database.yaml";

    /** The changelog of the service, and a changeset that fails. */
    static final String BROKEN = "broken.yaml";

    /** The changelog of tenants, a changeset before it that is {@link #hold held}, and one after it that takes a while. */
    static final String TENANTS_SLOWLY = "tenants-slowly.yaml";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private final ServiceJar jar;

    private final Contestant contestant;

    private final String database = "orders_" + NUMBER.incrementAndGet();

    private final List<OrdersProcess> processes = new ArrayList<>();

    private DatabaseServer server;

    private Deployment(String name, ServiceJar jar, Contestant contestant, DatabaseServer server) {
        this.name = name;
        this.jar = jar;
        this.contestant = contestant;
        this.server = server;
        server.jdbc("postgres").sql("create database " + database).update();
    }

    /** A deployment for a test, under whose name the output of its processes is kept. */
    static Deployment of(Class<?> test) {
        return of(test, Shared.SERVER);
    }

    /** A deployment for a test that does to its server what others would not want to be done to theirs. */
    static Deployment of(Class<?> test, DatabaseServer server) {
        return new Deployment(test.getSimpleName(), ServiceJar.built(), Contestant.LOCKGATE, server);
    }

    /** A deployment of the service in which somebody else may migrate. */
    static Deployment of(Class<?> test, Contestant contestant) {
        return of(test, ServiceJar.built(), contestant);
    }

    /** A deployment of another jar of the service. */
    static Deployment of(Class<?> test, ServiceJar jar, Contestant contestant) {
        return new Deployment(test.getSimpleName(), jar, contestant, Shared.SERVER);
    }

    /** A deployment of another jar, on a server that is its own. */
    static Deployment of(Class<?> test, ServiceJar jar, DatabaseServer server) {
        return new Deployment(test.getSimpleName(), jar, Contestant.LOCKGATE, server);
    }

    /** From now on the database is that of another server. */
    void moveTo(DatabaseServer other) {
        server = other;
    }

    /** Of the PostgreSQL of all deployments. */
    static String serverVersion() {
        return Shared.SERVER
                .jdbc("postgres")
                .sql("show server_version")
                .query(String.class)
                .single();
    }

    /** Starts the service on its own changelog, with these arguments. */
    OrdersProcess start(String... arguments) {
        return launch(List.of(), arguments);
    }

    private OrdersProcess launch(List<String> launcher, String... arguments) {
        Stream<String> own = Stream.of(
                        "--server.port=0",
                        "--spring.datasource.url=" + url(),
                        "--spring.datasource.username=" + LocalPostgres.USERNAME,
                        "--spring.datasource.password=" + LocalPostgres.PASSWORD)
                .filter(option -> Arrays.stream(arguments).noneMatch(argument -> isOfSameOption(option, argument)));
        List<String> command = Stream.of(
                        launcher.stream(), jar.command(contestant).stream(), own, Arrays.stream(arguments))
                .flatMap(Function.identity())
                .toList();
        String log = "%s-%s-%d.log".formatted(name, database, processes.size() + 1);
        OrdersProcess process = OrdersProcess.start(command, jar.processes().resolve(log));
        processes.add(process);
        return process;
    }

    /** Spring Boot joins the values of an option that is given twice. */
    private static boolean isOfSameOption(String one, String other) {
        return other.startsWith(one.substring(0, one.indexOf('=') + 1));
    }

    /** Starts the service on one of the changelogs of the tests. */
    OrdersProcess startOn(String changelog, String... arguments) {
        return start(with("--spring.liquibase.change-log=" + resource(changelog), arguments));
    }

    private static String[] with(String argument, String... arguments) {
        return Stream.concat(Stream.of(argument), Arrays.stream(arguments)).toArray(String[]::new);
    }

    /** Starts the service on a network, on one of the changelogs of the tests. */
    OrdersProcess startIn(Network network, String changelog) {
        return launch(
                network.launcher(),
                "--spring.liquibase.change-log=" + resource(changelog),
                "--spring.datasource.url=" + server.url(network.address(), database));
    }

    /** Starts the service on its own changelog, with a wall clock of its own. */
    OrdersProcess startWith(WallClock clock, String... arguments) {
        return launch(clock.launcher(), arguments);
    }

    /** An argument: the tenants get one of the changelogs of the tests. */
    static String tenantsOn(String changelog) {
        return "--lockgate.tenants.change-log=" + resource(changelog);
    }

    /** An argument for {@link #STATEMENT} and {@link #OUTSIDE_OF_TRANSACTION}; without it the statement is one that does nothing. */
    static String statement(String sql) {
        return "--spring.liquibase.parameters.statement=" + sql;
    }

    /** An argument for {@link #OUTSIDE_OF_DATABASE}; without it that is done at once. */
    static String forSeconds(int seconds) {
        return "--spring.liquibase.parameters.seconds=" + seconds;
    }

    /** Starts the service on a changelog with a changeset that is held, and waits until it has come there. */
    OrdersProcess startHeld(String changelog, String... arguments) {
        hold();
        OrdersProcess process = startOn(changelog, arguments);
        eventually(this::isHeld);
        return process;
    }

    String url() {
        return server.url(database);
    }

    /** The name of the database. */
    String database() {
        return database;
    }

    /** The database, from outside of the service. */
    JdbcClient jdbc() {
        return server.jdbc(database);
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
        return held().size() == 1;
    }

    /** The server processes in which the changeset is held. */
    List<Integer> held() {
        return jdbc().sql("""
                        select pid from pg_stat_activity
                         where datname = current_database() and state = 'active' and query like 'do $$%'
                        """).query(Integer.class).list();
    }

    /** Whether a session runs this statement right now. */
    boolean isRunning(String statement) {
        return jdbc().sql("select exists (select from pg_stat_activity"
                        + " where datname = current_database() and state = 'active' and query = ?)")
                .param(statement)
                .query(Boolean.class)
                .single();
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

    /** Ends a session. */
    void terminate(int pid) {
        jdbc().sql("select pg_terminate_backend(?)")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    /** The name of the service, as its process was told it, that holds an advisory lock in the database. */
    Optional<String> lockHoldingService() {
        return lockHoldingServices().stream().findFirst();
    }

    /** The names of all services that hold one. */
    List<String> lockHoldingServices() {
        return jdbc().sql("""
                        select distinct split_part(application_name, ':', 2)
                          from pg_locks
                          join pg_stat_activity using (pid)
                         where locktype = 'advisory' and granted and datname = current_database()
                        """).query(String.class).list();
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

    /** Whether nobody holds a lock of any kind under which migrations run. */
    boolean isLockFree() {
        return lockHolders().isEmpty() && !(hasTable("databasechangeloglock") && isLiquibasesLockTaken());
    }

    /** Frees Liquibase's own lock by hand, if there is one. */
    void freeLiquibasesLock() {
        if (hasTable("databasechangeloglock")) {
            jdbc().sql("update databasechangeloglock set locked = false").update();
        }
    }

    /** How many rows a table has. */
    int rows(String table) {
        return jdbc().sql("select count(*) from " + table).query(Integer.class).single();
    }

    /** How many changesets stand in the history. */
    int recorded() {
        return hasTable("databasechangelog") ? rows("databasechangelog") : 0;
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

    /** The tables of the service and of Liquibase. */
    List<String> tables() {
        return jdbc().sql("select tablename from pg_tables where schemaname = 'public'")
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

    /** The PostgreSQL of all deployments that have none of their own; with this JVM it ends, and with it all databases. */
    private static final class Shared {

        private static final DatabaseServer SERVER = DatabaseServer.start();
    }
}
