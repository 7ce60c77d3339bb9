package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL whose data outlives its processes: it can be killed, started again on the same port, and followed by a hot
 * standby. Gone with its data when it is closed, at the latest when this JVM ends.
 */
final class DatabaseServer implements AutoCloseable {

    /** What belongs to a running server, not to its data. */
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private static final int ANY_PORT = 0;

    private final Path data;

    private final String addresses;

    private EmbeddedPostgres postgres;

    private boolean closed;

    private DatabaseServer(Path data, String addresses) {
        this.data = data;
        this.addresses = addresses;
        this.postgres = run(ANY_PORT);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** A server for this machine, empty at first. */
    static DatabaseServer start() {
        return new DatabaseServer(temporaryFolder(), "localhost");
    }

    /** A server that also listens on another address of this machine, for everybody in its subnet. */
    static DatabaseServer listeningOn(String address) {
        DatabaseServer server = new DatabaseServer(temporaryFolder(), "localhost," + address);
        append(server.data.resolve("pg_hba.conf"), "host all all samenet trust");
        server.jdbc("postgres")
                .sql("select pg_reload_conf()")
                .query(Boolean.class)
                .single();
        return server;
    }

    int port() {
        return postgres.getPort();
    }

    String url(String database) {
        return url("localhost", database);
    }

    String url(String host, String database) {
        return "jdbc:postgresql://" + host + ":" + port() + "/" + database;
    }

    JdbcClient jdbc(String database) {
        return JdbcClient.create(
                new DriverManagerDataSource(url(database), LocalPostgres.USERNAME, LocalPostgres.PASSWORD));
    }

    /** Kills the postmaster, and waits until nothing of the server runs any more. */
    void kill() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        postmaster.destroyForcibly();
        eventually(() -> processes.stream().noneMatch(DatabaseServer::isRunning));
    }

    /** Starts a killed server again; it recovers what was committed. */
    void startAgain() {
        int port = port();
        stop(); // what is left of it in this JVM
        postgres = run(port);
    }

    /** Starts a server that follows this one by streaming replication and answers queries meanwhile. */
    DatabaseServer standby() {
        Path copy = temporaryFolder();
        try (Connection connection =
                        DriverManager.getConnection(url("postgres"), LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('standby', true)");
            Files.walkFileTree(data, new Copying(data, copy));
            try (ResultSet backup = statement.executeQuery("select labelfile from pg_backup_stop()")) {
                backup.next();
                Files.writeString(copy.resolve("backup_label"), backup.getString(1));
            }
            Files.createFile(copy.resolve("standby.signal"));
            append(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=%d user=%s'".formatted(port(), LocalPostgres.USERNAME));
        } catch (IOException e) {
            throw new UncheckedIOException("The data could not be copied.", e);
        } catch (SQLException e) {
            throw new IllegalStateException("The data could not be copied.", e);
        }
        return new DatabaseServer(copy, addresses);
    }

    /** Waits until all that was written on a server has arrived on this one, its standby. */
    void awaitAllOf(DatabaseServer primary) {
        eventually(() -> jdbc("postgres")
                .sql("select pg_last_wal_replay_lsn() >= cast(? as pg_lsn)")
                .param(primary.jdbc("postgres")
                        .sql("select cast(pg_current_wal_insert_lsn() as text)")
                        .query(String.class)
                        .single())
                .query(Boolean.class)
                .single());
    }

    /** Makes a standby a server that can be written on. */
    void promote() {
        jdbc("postgres").sql("select pg_promote()").query(Boolean.class).single();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stop();
            try {
                FileSystemUtils.deleteRecursively(data);
            } catch (IOException e) {
                throw new UncheckedIOException("The data could not be deleted.", e);
            }
        }
    }

    private void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not stop.", e);
        }
    }

    private EmbeddedPostgres run(int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Eventually.PATIENCE)
                    .setPort(port)
                    .setServerConfig("listen_addresses", addresses)
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start.", e);
        }
    }

    private ProcessHandle postmaster() {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("The server is not running.", e);
        }
    }

    /** A process that has ended and that nobody has waited for has no command any more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("lockgate-postgres-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the data of a running server but for its log, which a standby gets from the server itself. */
    private static final class Copying extends SimpleFileVisitor<Path> {

        private final Path source;

        private final Path target;

        Copying(Path source, Path target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(target.resolve(source.relativize(folder)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Path relative = source.relativize(file);
            if (!relative.startsWith("pg_wal") && !NOT_COPIED.contains(relative.toString())) {
                try {
                    Files.copy(file, target.resolve(relative));
                } catch (NoSuchFileException e) {
                    // deleted meanwhile, as the log says that the standby gets
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
