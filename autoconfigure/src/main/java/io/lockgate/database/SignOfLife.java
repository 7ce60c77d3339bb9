package io.lockgate.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows others that the threads which hold locks still work, whatever the sessions of the locks look like: parsing, changes that
 * compute, and pauses leave them idle. A connection of its own executes a statement every few seconds, whose text names the server
 * processes of those sessions; {@code pg_stat_activity} shows it, and when it was. A process that is frozen executes none.
 */
public final class SignOfLife implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SignOfLife.class);

    /** A fourth of the shortest time after which anybody may take a session for dead. */
    private static final Duration INTERVAL = Duration.ofMillis(2500);

    /** Time to wait for the connection: longer than the request for it may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String BEGINNING = "/* lockgate shows life of ";

    private final SpareConnections spare;

    private final SessionSettings settings;

    private final Duration silence;

    private final Map<Integer, Pulse> pulses = new ConcurrentHashMap<>();

    private final CountDownLatch tried = new CountDownLatch(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile boolean shown;

    private SignOfLife(SpareConnections spare, SessionSettings settings, Duration silence) {
        this.spare = spare;
        this.settings = settings;
        this.silence = silence;
    }

    /**
     * Begins to show signs of life, until closed; where there is no connection for them yet, as soon as there is one.
     *
     * @param silence how long a thread may do nothing before it counts as dead
     */
    public static SignOfLife on(SpareConnections spare, SessionSettings settings, Duration silence) {
        SignOfLife life = new SignOfLife(spare, settings, silence);
        Thread thread = new Thread(life::show, "lockgate-life");
        thread.setDaemon(true);
        thread.start();
        life.awaitFirst();
        return life;
    }

    private void awaitFirst() {
        try {
            if (!tried.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || !shown) {
                log.warn(
                        "No second connection to show signs of life on: if this process freezes, nobody takes its locks over");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A condition on a row of {@code pg_stat_activity}: a sign of its life was shown since a moment, both named as SQL writes them. */
    public static String isShown(String activity, String moment) {
        return """
                exists (select from pg_catalog.pg_stat_activity life
                         where pg_catalog.starts_with(life.query, '%s'::pg_catalog.text)
                           and pg_catalog.strpos(life.query, pg_catalog.concat('(', %s.pid, ')')) operator(pg_catalog.>) 0
                           and life.state_change operator(pg_catalog.>) %s)
                """.formatted(BEGINNING, activity, moment);
    }

    /** Returns whether there is a connection to show them on. */
    public boolean isShown() {
        return shown;
    }

    /** Shows life of the session of a connection for as long as the calling thread works. */
    public void add(MigrationConnection connection) {
        pulses.put(connection.serverProcess(), Pulse.of(Thread.currentThread()));
    }

    /** The session holds no lock any more. */
    public void remove(MigrationConnection connection) {
        pulses.remove(connection.serverProcess());
    }

    private void show() {
        try {
            do {
                spare.ask("others cannot see that this process works", this::showOn);
                shown = false;
                tried.countDown();
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("Signs of life are no longer shown: {}", FailureKind.reason(e));
        }
    }

    private boolean showOn(Connection connection) throws SQLException {
        Session before = settings.applyTo(connection);
        try (Statement statement = connection.createStatement()) {
            do {
                statement.execute(sign());
                shown = true;
                tried.countDown();
            } while (!isOver());
        } finally {
            if (!connection.isClosed()) {
                before.restore(connection);
            }
        }
        return true;
    }

    private boolean isOver() {
        try {
            return closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String sign() {
        return pulses.entrySet().stream()
                .filter(entry -> entry.getValue().silence().compareTo(silence) < 0)
                .map(entry -> "(" + entry.getKey() + ")")
                .collect(Collectors.joining("", BEGINNING, " */ select 1"));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
