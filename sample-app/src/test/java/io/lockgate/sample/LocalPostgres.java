package io.lockgate.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.SpringApplication;

/** An embedded PostgreSQL of one's own: empty, in a temporary folder, gone when this JVM ends. */
record LocalPostgres(int port) {

    static final String USERNAME = "postgres";
    static final String PASSWORD = "postgres";

    /** Starts a server on a free port and stops it once the last application context is closed. */
    static LocalPostgres start() {
        try {
            // The server's own shutdown hook would run beside Spring's and cut the pool off while it still drains.
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
            SpringApplication.getShutdownHandlers().add(() -> stop(server));
            return new LocalPostgres(server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start.", e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** The address that {@code psql} takes. */
    String uri() {
        return "postgresql://" + USERNAME + ":" + PASSWORD + "@localhost:" + port + "/postgres";
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not stop.", e);
        }
    }
}
