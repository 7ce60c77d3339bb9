package io.lockgate.testing;

import io.lockgate.lock.LockKey;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The session of another pod that holds the lock of a service, as if it migrated; closing it ends the session. */
public final class OtherPod implements AutoCloseable {

    /** What the session calls itself. */
    public static final String NAME = "lockgate:orders:pod-7";

    /** The lock of a service on its defaults. */
    public static final LockKey LOCK = LockKey.of("public", "databasechangelog");

    private final Connection session;

    private final int pid;

    private OtherPod(Connection session) {
        this.session = session;
        jdbc().sql("select set_config('application_name', ?, false)")
                .param(NAME)
                .query()
                .singleValue();
        jdbc().sql("select pg_advisory_lock(?)").param(LOCK.value()).query().listOfRows();
        this.pid = jdbc().sql("select pg_backend_pid()").query(Integer.class).single();
    }

    static OtherPod in(Database database) {
        try {
            return new OtherPod(database.connect());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The process id of its server process. */
    public int pid() {
        return pid;
    }

    /** SQL in its session. */
    public JdbcClient jdbc() {
        return JdbcClient.create(new SingleConnectionDataSource(session, true));
    }

    public Connection session() {
        return session;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
