package io.lockgate.testing;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.StringUtils;

/** A service with this library in it, started as a user would start it, with a database and changelogs for one test. */
public final class TestService implements BeforeEachCallback, AfterEachCallback {

    /** Where Spring Boot looks for it is a matter of a property; it is SQL, so that tests are short. */
    public static final String CHANGELOG = "db/changelog/main.sql";

    /** The changelog of tenants. */
    public static final String TENANTS = "db/changelog/tenants.sql";

    private final List<Start> starts = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
    private final List<String> properties = new ArrayList<>();
    private final OutputCaptureExtension capture = BeanUtils.instantiateClass(OutputCaptureExtension.class);
    private CapturedOutput output;
    private Database database;
    private Path classPath;
    private UnaryOperator<ClassLoader> classLoader = UnaryOperator.identity();
    private Interceptor interceptor;
    private boolean recording;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        capture.beforeEach(test);
        output = (CapturedOutput) capture.resolveParameter(null, test);
        database = Postgres.freshDatabase();
        classPath = Files.createTempDirectory("lockgate");
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        starts.forEach(Start::close);
        processes.forEach(Process::destroyForcibly);
        database.drop();
        FileSystemUtils.deleteRecursively(classPath);
        capture.afterEach(test);
    }

    public Database database() {
        return database;
    }

    /** What was logged and printed since the test began. */
    public CapturedOutput output() {
        return output;
    }

    /** Adds configuration classes of the user to whatever starts next. */
    public TestService with(Class<?>... configuration) {
        sources.addAll(List.of(configuration));
        return this;
    }

    /** Sets a property of whatever starts next. */
    public TestService property(String property) {
        properties.add(property);
        return this;
    }

    /** Lets whatever starts next answer HTTP on a free port, with all that Actuator has to say. */
    public TestService listening() {
        properties.addAll(List.of(
                "spring.main.web-application-type=servlet",
                "server.port=0",
                "management.endpoints.web.exposure.include=*",
                "management.endpoint.health.show-details=always"));
        return this;
    }

    /** Lets whatever starts next record the steps of its start, so that Actuator can show them. */
    public TestService recordingSteps() {
        recording = true;
        return this;
    }

    /** Holds the changesets that wait by {@link HeldChangeset#WAITS}. */
    public HeldChangeset holdChangeset() {
        return HeldChangeset.in(database);
    }

    /** Takes the lock as another pod would. */
    public OtherPod otherPod() {
        return OtherPod.in(database);
    }

    /** Puts something between pool and driver of whatever starts next. */
    public TestService intercept(Interceptor statements) {
        interceptor = statements;
        return this;
    }

    /** Writes a changelog that includes whatever {@link #release} adds, even while the service is running. */
    public void releases() {
        file("db/changelog/main.yaml", "databaseChangeLog: [includeAll: {path: db/changelog/releases/}]");
        properties.add("spring.liquibase.change-log=classpath:db/changelog/main.yaml");
    }

    /** Adds a changeset, by its id, to a changelog of {@link #releases}. */
    public void release(int id, String sql) {
        file(
                "db/changelog/releases/%d.sql".formatted(id),
                "--liquibase formatted sql\n--changeset ana:%d\n%s".formatted(id, sql));
    }

    /** Writes the changelog: changesets in Liquibase's formatted SQL. */
    public void changelog(String changeSets) {
        file(CHANGELOG, "--liquibase formatted sql\n" + changeSets);
    }

    /** Writes the changelog of tenants, whom the table {@code tenants} names; the schemas are the test's, or are created. */
    public TestService tenants(String changeSets) {
        file(TENANTS, "--liquibase formatted sql\n" + changeSets);
        properties.add("lockgate.tenants.change-log=classpath:" + TENANTS);
        properties.add("lockgate.tenants.query=select name from public.tenants order by name");
        properties.add("spring.datasource.hikari.maximum-pool-size=6");
        return this;
    }

    /** Creates schemas for tenants, and the table that names them, where it does not exist yet. */
    public TestService withTenants(Collection<String> names) {
        database.execute("create table if not exists tenants (name text primary key)");
        names.forEach(name -> database.execute(
                "create schema \"%s\"".formatted(name), "insert into tenants values ('%s')".formatted(name)));
        return this;
    }

    /** Creates so many schemas: t001, t002, and so on. */
    public TestService withTenants(int number) {
        return withTenants(
                IntStream.rangeClosed(1, number).mapToObj("t%03d"::formatted).toList());
    }

    /** The same changelog on the same database by Liquibase alone, as Spring runs it without this library. */
    public SpringLiquibase plainLiquibase() {
        var liquibase = new SpringLiquibase();
        liquibase.setDataSource(new DriverManagerDataSource(database.url(), Postgres.OWNER, ""));
        liquibase.setResourceLoader(resourceLoader());
        liquibase.setChangeLog("classpath:" + CHANGELOG);
        liquibase.setAnalyticsEnabled(false);
        return liquibase;
    }

    /** Writes a file of the class path. */
    public void file(String name, String content) {
        file(name, content, StandardCharsets.UTF_8);
    }

    /** Writes a file of the class path in some encoding. */
    public void file(String name, String content, Charset encoding) {
        try {
            Path file = classPath.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content, encoding);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The folder with the files of the class path. */
    public Path classPath() {
        return classPath;
    }

    /** Lets whatever starts next find its files by another class loader, made from the one that finds those of the class path. */
    public TestService by(UnaryOperator<ClassLoader> other) {
        classLoader = other;
        return this;
    }

    /** Starts the service; the test goes on meanwhile. */
    public Start begin(String... properties) {
        var resources = resourceLoader();
        var application = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).resourceLoader(resources);
        if (interceptor != null) {
            application.initializers(
                    context -> context.getBeanFactory().addBeanPostProcessor(new BelowThePool(interceptor)));
        }
        if (recording) {
            application.applicationStartup(new BufferingApplicationStartup(10_000));
        }
        var start = new Start(application, resources.getClassLoader(), arguments(properties));
        starts.add(start);
        return start;
    }

    /** Starts the service that many times; all of them ask for the lock at the same moment, and the test goes on. */
    public Replicas replicate(int number, String... properties) {
        with(StartingLine.class);
        return Replicas.begin(this, number, properties);
    }

    /** Starts the service and waits until it is ready. */
    public Start start(String... properties) {
        var start = begin(properties);
        start.awaitReady();
        return start;
    }

    /** Starts the service, lets it become ready, and ends it. */
    public void startAndStop(String... properties) {
        start(properties).close();
    }

    /** Starts the service, ends it, and tells whether that start {@linkplain #recognisedStarts recognised} the schema. */
    public boolean startIsRecognised(String... properties) {
        int before = recognisedStarts();
        startAndStop(properties);
        return recognisedStarts() > before;
    }

    /** Starts the service twice: once to remember that nothing is pending, and once to recognise it. */
    public void startUntilRecognised(String... properties) {
        startAndStop(properties);
        if (!startIsRecognised(properties)) {
            throw new AssertionError("An unchanged start was not recognised");
        }
    }

    /** How many starts so far knew by the fingerprint of the last run that nothing is pending. */
    public int recognisedStarts() {
        return StringUtils.countOccurrencesOf(output.getAll(), "nothing has changed since the last run (fingerprint ");
    }

    /** Starts the service and waits until that has failed. */
    public FailedStart failToStart(String... properties) {
        int before = output.getAll().length();
        var start = begin(properties);
        var failure = start.awaitFailure();
        return FailedStart.of(failure, start.exitCode(), output.getAll().substring(before));
    }

    /** Starts the service as a process of its own. */
    public Process fork(String... properties) throws IOException {
        return fork(List.of(), properties);
    }

    /** Starts the service as a process of its own, with more jars on its class path. */
    public Process fork(List<Path> jars, String... properties) throws IOException {
        String more = jars.stream().map(jar -> jar + File.pathSeparator).collect(Collectors.joining());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // Liquibase's own lock is asked for every second, not every ten
                "-Dliquibase.changelogLockPollRate=1",
                "-cp",
                classPath + File.pathSeparator + more + System.getProperty("java.class.path"),
                Application.class.getName()));
        command.addAll(List.of(arguments(properties)));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        Files.createTempFile(classPath, "process", ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** What the processes of {@link #fork} have printed so far. */
    public String printedByProcesses() {
        try (var logs = Files.newDirectoryStream(classPath, "process*.log")) {
            var all = new StringBuilder();
            for (Path log : logs) {
                all.append(Files.readString(log));
            }
            return all.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts the service as it was before it had this library: a process of its own, with Spring Boot's Liquibase alone. */
    public Process forkWithoutLockgate() throws IOException {
        return fork("lockgate.enabled=false");
    }

    /** The properties as arguments of a command line, after those that every test needs. */
    private String[] arguments(String... more) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.of(
                        "spring.main.banner-mode=off",
                        "spring.main.web-application-type=none",
                        "spring.application.name=orders",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + Postgres.OWNER,
                        "spring.datasource.hikari.maximum-pool-size=2",
                        "lockgate.retry.delay=100ms",
                        "spring.liquibase.change-log=classpath:" + CHANGELOG)
                .forEach(property -> put(property, all));
        properties.forEach(property -> put(property, all));
        Stream.of(more).forEach(property -> put(property, all));
        return all.entrySet().stream()
                .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
                .toArray(String[]::new);
    }

    private static void put(String property, Map<String, String> all) {
        int equals = property.indexOf('=');
        all.put(property.substring(0, equals), property.substring(equals + 1));
    }

    private ResourceLoader resourceLoader() {
        try {
            return new DefaultResourceLoader(classLoader.apply(new URLClassLoader(
                    new URL[] {classPath.toUri().toURL()}, getClass().getClassLoader())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record BelowThePool(Interceptor interceptor) implements BeanPostProcessor {

        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
            if (bean instanceof HikariDataSource pool) {
                pool.setDataSource(new InterceptedDataSource(
                        new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()),
                        interceptor));
            }
            return bean;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }
    }
}
