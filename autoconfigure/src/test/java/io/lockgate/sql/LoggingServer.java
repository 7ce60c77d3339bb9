package io.lockgate.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL that writes down all that it is sent, and what fires there. */
final class LoggingServer implements AutoCloseable {

    /** The role that migrates. The tests themselves use another, so that their statements are not taken for it. */
    static final String MIGRATOR = "migrator";

    private static final String PREFIX = "entry:%u@%d:";

    private static final Pattern ENTRY = Pattern.compile("entry:(\\w*)@(\\w*):LOG: +(.*)", Pattern.DOTALL);

    private static final Pattern STATEMENT = Pattern.compile("(?:statement|execute [^:]+): (.*)", Pattern.DOTALL);

    private static final Pattern FIRED = Pattern.compile("TRAP (.+?) BY (.*)", Pattern.DOTALL);

    private final EmbeddedPostgres server;

    private final Path log;

    private LoggingServer(EmbeddedPostgres server, Path log) {
        this.server = server;
        this.log = log;
    }

    /** A trap, and the statement that went into it. */
    record Fired(String trap, String statement) {}

    static LoggingServer newest() throws IOException {
        return start(EmbeddedPostgres.builder());
    }

    static LoggingServer oldest() throws IOException {
        var folder = Path.of(System.getProperty("lockgate.postgres-14"));
        PgBinaryResolver binaries = (system, machine) -> Files.newInputStream(
                folder.resolve("postgres-%s-%s.txz".formatted(system, machine).toLowerCase(Locale.ROOT)));
        return start(EmbeddedPostgres.builder().setPgBinaryResolver(binaries));
    }

    private static LoggingServer start(EmbeddedPostgres.Builder builder) throws IOException {
        Path log = Files.createTempFile("postgres", ".log");
        var server = builder.setOutputRedirector(Redirect.appendTo(log.toFile()))
                .setErrorRedirector(Redirect.appendTo(log.toFile()))
                .setServerConfig("log_statement", "all")
                .setServerConfig("log_line_prefix", PREFIX)
                .setServerConfig("log_error_verbosity", "terse")
                .setServerConfig("log_min_error_statement", "panic")
                .setServerConfig("max_connections", "60")
                .start();
        var started = new LoggingServer(server, log);
        started.jdbc("postgres").sql("create role migrator superuser login").update();
        return started;
    }

    void createDatabase(String name) {
        jdbc("postgres").sql("create database " + name).update();
    }

    JdbcClient jdbc(String database) {
        return JdbcClient.create(new DriverManagerDataSource(url(database), "postgres", ""));
    }

    String url(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), database);
    }

    /** All that the one who migrates has sent to a database, in order. */
    List<String> statements(String database) {
        return entries(database, STATEMENT).stream()
                .map(entry -> entry.group(1))
                .toList();
    }

    /** Traps that have fired there. */
    List<Fired> fired(String database) {
        return entries(database, FIRED).stream()
                .map(entry -> new Fired(entry.group(1), entry.group(2)))
                .toList();
    }

    private List<Matcher> entries(String database, Pattern kind) {
        List<Matcher> entries = new ArrayList<>();
        for (String entry : entries()) {
            Matcher matcher = ENTRY.matcher(entry);
            if (matcher.matches()
                    && matcher.group(1).equals(MIGRATOR)
                    && matcher.group(2).equals(database)) {
                Matcher content = kind.matcher(matcher.group(3));
                if (content.matches()) {
                    entries.add(content);
                }
            }
        }
        return entries;
    }

    /** Lines that begin with a tabulator belong to the one before. */
    private String[] entries() {
        try {
            return Files.readString(log).replace("\n\t", "\n").split("\n(?=entry:)", -1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(log);
    }
}
