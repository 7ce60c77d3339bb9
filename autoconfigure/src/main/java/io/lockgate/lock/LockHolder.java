package io.lockgate.lock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session that holds a lock, as {@code pg_stat_activity} shows it. What belongs to another role's session is hidden
 * from us, unless we have the privileges of {@code pg_read_all_stats}.
 *
 * @param pid the process id of its server process
 * @param application its {@code application_name}
 * @param since when the session connected
 * @param query what it runs right now; null if it is idle
 */
public record LockHolder(
        int pid,
        String application,
        @Nullable Instant since,
        @Nullable String query) {

    private static final int MAX_QUERY = 200;

    /** The statement that ends the session, and frees the lock with it. */
    public String terminateStatement() {
        return "select pg_terminate_backend(%d)".formatted(pid);
    }

    /** The same for those who may not read its statement. */
    public LockHolder withoutQuery() {
        return new LockHolder(pid, application, since, null);
    }

    /** All that is known about it, in one line. */
    public String describe() {
        return query == null ? toString() : this + ", running: " + shorten(query);
    }

    private static String shorten(String query) {
        String line = query.strip().replaceAll("\\s+", " ");
        return line.length() > MAX_QUERY ? line.substring(0, MAX_QUERY) + " ..." : line;
    }

    @Override
    public String toString() {
        return "process %d (%s)%s".formatted(pid, application, since == null ? "" : ", connected since " + since);
    }
}
