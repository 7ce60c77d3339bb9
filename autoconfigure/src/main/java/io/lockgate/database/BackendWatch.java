package io.lockgate.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, over other connections, whether the server process of a connection still lives, and cuts the connection if it does
 * not. A client that waits for an answer learns nothing of the death of a server whose last packets were lost: it would wait
 * for ever.
 */
public final class BackendWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackendWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** How often the process must be missed: a look may end up at another server than the connection. */
    private static final int MISSED = 2;

    /** Since when a process runs is hidden from roles without privileges on its own (pg_stat_activity): then its id must do. */
    private static final String IS_GONE = """
            select not pg_catalog.pg_is_in_recovery()
                   and not exists (select from pg_catalog.pg_stat_activity
                                    where pid operator(pg_catalog.=) ?::int
                                      and coalesce(backend_start operator(pg_catalog.=) ?::pg_catalog.timestamptz, true))
            """;

    private final MigrationConnection watched;

    private final SpareConnections spare;

    private final Backend backend;

    private final CountDownLatch closed = new CountDownLatch(1);

    private int missed;

    private BackendWatch(MigrationConnection watched, SpareConnections spare, Backend backend) {
        this.watched = watched;
        this.spare = spare;
        this.backend = backend;
    }

    /**
     * Watches a connection until closed.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked for its process
     */
    public static BackendWatch over(MigrationConnection connection, SpareConnections spare) {
        Backend backend = connection
                .jdbc()
                .sql("""
                        select pid, backend_start::pg_catalog.text
                          from pg_catalog.pg_stat_activity
                         where pid operator(pg_catalog.=) pg_catalog.pg_backend_pid()
                        """)
                .query((row, number) -> new Backend(row.getInt(1), row.getString(2)))
                .single();
        BackendWatch watch = new BackendWatch(connection, spare, backend);
        watch.start();
        return watch;
    }

    private void start() {
        Thread thread = new Thread(this::watch, "lockgate-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        boolean gone = isGone();
        missed = gone ? missed + 1 : 0;
        if (missed == MISSED) {
            watched.abandon("has lost its server process " + backend.pid());
        }
    }

    private boolean isGone() {
        try {
            return spare.ask("a server process that vanishes is not noticed", this::isGone)
                    .orElse(false);
        } catch (RuntimeException e) {
            log.debug("Could not look after the server process {}", backend.pid(), e);
            return false;
        }
    }

    private boolean isGone(Connection connection) throws SQLException {
        try (PreparedStatement look = connection.prepareStatement(IS_GONE)) {
            look.setString(1, String.valueOf(backend.pid()));
            look.setString(2, backend.start());
            try (ResultSet row = look.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private record Backend(int pid, @Nullable String start) {}
}
