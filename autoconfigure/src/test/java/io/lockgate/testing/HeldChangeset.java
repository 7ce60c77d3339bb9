package io.lockgate.testing;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** An advisory lock of the test's own, on which a changeset waits; closing it lets the changeset go on. */
public final class HeldChangeset implements AutoCloseable {

    /** What waits as long as it is held, however long a statement may wait for a lock. */
    public static final String WAITS = "set local lock_timeout = 0;\nselect pg_advisory_xact_lock(1);\n";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Database database;

    private final Connection holder;

    private HeldChangeset(Database database, Connection holder) {
        this.database = database;
        this.holder = holder;
    }

    static HeldChangeset in(Database database) {
        try {
            Connection holder = database.connect();
            try (var statement = holder.createStatement()) {
                statement.execute("select pg_advisory_lock(1)");
            }
            return new HeldChangeset(database, holder);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until a changeset waits. */
    public void awaitWaiting() {
        await().atMost(PATIENCE).until(() -> !database.query("""
                        select pid from pg_locks
                         where locktype = 'advisory' and classid = 0 and objid = 1 and not granted
                           and database = (select oid from pg_database where datname = current_database())
                        """).isEmpty());
    }

    /** Ends the session of the changeset that waits, as an administrator would. */
    public void terminate() {
        database.query("""
                select pg_terminate_backend(pid, 10000) from pg_locks
                 where locktype = 'advisory' and classid = 0 and objid = 1 and not granted
                   and database = (select oid from pg_database where datname = current_database())
                """);
    }

    /** Lets the changeset go on, before the test is done with it. */
    public void letGo() {
        close();
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
