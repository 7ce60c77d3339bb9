package io.lockgate.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The PostgreSQL of all tests of this process, started by the first that asks, and ended with the process. */
public final class Postgres {

    /** The role that owns everything; it logs in without a password. */
    public static final String OWNER = "postgres";

    /** A role that has to show a password, and may do no more than everybody. */
    public static final String GUEST = "guest";

    public static final String PASSWORD_OF_GUEST = "welcome";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Postgres() {}

    public static int port() {
        return Server.RUNNING.getPort();
    }

    /** Creates a database that nobody else uses. */
    public static Database freshDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        server().sql("create database " + name).update();
        return new Database(name);
    }

    static JdbcClient server() {
        return JdbcClient.create(Server.RUNNING.getPostgresDatabase());
    }

    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.start();
                JdbcClient jdbc = JdbcClient.create(server.getPostgresDatabase());
                jdbc.sql("create role guest login password '%s'".formatted(PASSWORD_OF_GUEST))
                        .update();
                askGuestForPassword(
                        Path.of(jdbc.sql("show hba_file").query(String.class).single()));
                jdbc.sql("select pg_reload_conf()").query(Boolean.class).single();
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The first line that matches counts (PostgreSQL documentation, 20.1); the rest trusts everybody. */
        private static void askGuestForPassword(Path access) throws IOException {
            Files.writeString(access, "host all guest all scram-sha-256\n" + Files.readString(access));
        }
    }
}
