package io.lockgate.takeover;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL server, started when it is needed first, and ended with the JVM. */
final class Postgres {

    /** The newest one that we support; the one on the class path. */
    static final Postgres NEWEST = new Postgres("18", EmbeddedPostgres::start);

    /** The oldest one that we support. */
    static final Postgres OLDEST = new Postgres("14", Postgres::startOldest);

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String version;

    private final Start start;

    private EmbeddedPostgres server;

    private Postgres(String version, Start start) {
        this.version = version;
        this.start = start;
    }

    Database createDatabase() {
        var name = "takeover_" + DATABASES.incrementAndGet();
        execute("create database " + name);
        return new Database(this, name);
    }

    String url(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(server().getPort(), database);
    }

    void execute(String sql) {
        JdbcClient.create(server().getPostgresDatabase()).sql(sql).update();
    }

    private synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server = start.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    private static EmbeddedPostgres startOldest() throws IOException {
        var folder = Path.of(System.getProperty("lockgate.postgres-14"));
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> Files.newInputStream(folder.resolve(
                        "postgres-%s-%s.txz".formatted(system, machine).toLowerCase(Locale.ROOT))))
                .start();
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version;
    }

    private interface Start {

        EmbeddedPostgres start() throws IOException;
    }
}
