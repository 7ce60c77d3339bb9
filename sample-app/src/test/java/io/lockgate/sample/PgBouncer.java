package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.springframework.util.FileSystemUtils;

/** A PgBouncer in front of a server, set up as its users do for JDBC, and all else as it comes. */
final class PgBouncer implements AutoCloseable {

    private static final Tool PGBOUNCER = new Tool("pgbouncer");

    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private static final FileAttribute<Set<PosixFilePermission>> READABLE_FOR_ALL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    private final Path folder;

    private final int port;

    private final Process process;

    private PgBouncer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** For {@code @EnabledIf}. */
    static boolean isExpected() {
        return PGBOUNCER.isExpected();
    }

    /**
     * Starts it.
     *
     * @param poolMode {@code session} or {@code transaction}
     */
    static PgBouncer start(DatabaseServer server, String poolMode) {
        Path executable = PGBOUNCER.path();
        try {
            int port = freePort();
            Path folder = Files.createTempDirectory("lockgate-pgbouncer-", READABLE_FOR_ALL);
            Path users = Files.writeString(
                    folder.resolve("users.txt"),
                    "\"%s\" \"%s\"".formatted(LocalPostgres.USERNAME, LocalPostgres.PASSWORD));
            Path configuration = Files.writeString(folder.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=%1$s port=%2$d

                    [pgbouncer]
                    listen_addr = %1$s
                    listen_port = %3$d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %4$s
                    pool_mode = %5$s
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(
                            ADDRESS.getHostAddress(), server.port(), port, users, poolMode));
            Path output = folder.resolve("output.log");
            Process process = new ProcessBuilder(command(executable, configuration))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            PgBouncer pooler = new PgBouncer(folder, port, process);
            await().atMost(Eventually.PATIENCE)
                    .failFast(() -> assertThat(process.isAlive())
                            .as(() -> contentOf(output.toFile()))
                            .isTrue())
                    .until(pooler::listens);
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer did not start.", e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(ADDRESS.getHostAddress(), port, database);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        FileSystemUtils.deleteRecursively(folder);
    }

    private boolean listens() {
        try (Socket socket = new Socket(ADDRESS, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** It does not run as root. */
    private static List<String> command(Path executable, Path configuration) {
        return "root".equals(System.getProperty("user.name"))
                ? List.of(executable.toString(), "--user=nobody", configuration.toString())
                : List.of(executable.toString(), configuration.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
