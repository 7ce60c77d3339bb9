package io.lockgate.lock;

import io.lockgate.database.FailureKind;
import io.lockgate.database.SignOfLife;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends the session of a holder that shows no life: one that was stopped, or hangs outside of the database. Its kernel goes on
 * answering the keepalives of the server, so that nothing else ends it. The lock is the session: whoever wakes up without it can do no
 * harm, since its connection is dead.
 *
 * <p>A session is dead if it has waited for its client for so long, and for so long nobody has shown a
 * {@linkplain SignOfLife sign of its life}. One statement finds that out and ends it. What other roles' sessions do is hidden from a
 * role without the privileges of {@code pg_read_all_stats}: such a session is never taken for dead.
 */
public final class Takeover {

    private static final Logger log = LoggerFactory.getLogger(Takeover.class);

    /** The lock of sessions that must not be ended, since no sign of their life can be shown. */
    static final LockKey PROTECTED = LockKey.of("takeover", "");

    private final @Nullable Duration after;

    private final Set<Integer> told = new HashSet<>();

    private boolean denied;

    private Takeover(@Nullable Duration after) {
        this.after = after;
    }

    /** Takes over as a wait says. */
    public static Takeover as(LockWait wait) {
        return new Takeover(wait.takeoverAfter());
    }

    /** Ends the session that holds a lock if it is dead; returns whether it did. */
    public boolean end(JdbcClient jdbc, LockKey key) {
        return after != null && !denied && end(jdbc, key, after);
    }

    private boolean end(JdbcClient jdbc, LockKey key, Duration silence) {
        try {
            Optional<Holder> holder = attempt(jdbc, key, silence);
            holder.filter(Holder::ended).ifPresent(dead -> log.warn("""
                            Ended the session of {}, which held lock {} and has shown no life for {} s \
                            (lockgate.lock.takeover-after)""", dead, key, silence.toSeconds()));
            holder.filter(Holder::hidden).ifPresent(unknown -> tell(unknown.pid(), """
                            Cannot tell whether {} still works, which holds lock {}: it is the session of another role, or \
                            its track_activities is off. It is not ended; grant pg_read_all_stats and pg_signal_backend, or \
                            migrate as the same role""", unknown, key));
            return holder.filter(Holder::ended).isPresent();
        } catch (DataAccessException e) {
            if (FailureKind.of(e) != FailureKind.PRIVILEGE_MISSING) {
                throw e;
            }
            denied = true;
            log.warn("""
                    The holder of lock {} shows no life, and this role may not end its session: migrate as the same role, or grant \
                    pg_signal_backend, which is not enough where the holder is a superuser""", key);
            log.debug("Could not end the session of the holder", e);
            return false;
        }
    }

    private void tell(int pid, String message, Object... arguments) {
        if (told.add(pid)) {
            log.warn(message, arguments);
        }
    }

    /** A statement that waits for its client, in the middle of a copy or of a result, is as idle as a session without one. */
    private static Optional<Holder> attempt(JdbcClient jdbc, LockKey key, Duration silence) {
        return jdbc
                .sql("""
                        select pid, application_name, hidden,
                               case when dead then pg_catalog.pg_terminate_backend(pid) else false end as ended
                          from (select a.pid, a.application_name, a.state_change is null as hidden,
                                       coalesce((pg_catalog.starts_with(a.state, 'idle')
                                                 or a.wait_event operator(pg_catalog.=) 'ClientRead'
                                                 or a.wait_event operator(pg_catalog.=) 'ClientWrite')
                                                and a.state_change operator(pg_catalog.<) t.moment
                                                and a.backend_start operator(pg_catalog.<) t.moment
                                                and not %1$s
                                                and not exists (select from pg_catalog.pg_locks
                                                                 where pid operator(pg_catalog.=) a.pid and %2$s),
                                                false) as dead
                                  from (select pid as holder from pg_catalog.pg_locks where %3$s) l
                                  join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.holder
                                 cross join (select current_timestamp operator(pg_catalog.-)
                                                    pg_catalog.make_interval(secs => ?::pg_catalog.float8) as moment) t) holder
                        """.formatted(SignOfLife.isShown("a", "t.moment"), PROTECTED.isGranted(), key.isGranted()))
                .param(silence.toMillis() / 1000.0)
                .query((row, number) -> new Holder(
                        row.getInt("pid"),
                        row.getString("application_name"),
                        row.getBoolean("hidden"),
                        row.getBoolean("ended")))
                .list()
                .stream()
                .findFirst();
    }

    private record Holder(int pid, String application, boolean hidden, boolean ended) {

        @Override
        public String toString() {
            return "process %d (%s)".formatted(pid, application);
        }
    }
}
