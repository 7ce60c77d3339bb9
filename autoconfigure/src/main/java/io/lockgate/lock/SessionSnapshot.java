package io.lockgate.lock;

import io.lockgate.database.MigrationConnection;
import org.jspecify.annotations.Nullable;

/**
 * A session at one moment, as far as changesets may change it.
 *
 * @param held whether it holds the lock
 * @param user its session user
 * @param role the role that it plays, {@code none} for that of its user
 * @param mark the value of {@link #MARK}, empty where it was never set
 * @param transaction the number of the transaction that looked (the local part of its virtual transaction id)
 * @param readOnly whether that transaction cannot write
 */
record SessionSnapshot(
        boolean held,
        String user,
        String role,
        String searchPath,
        String application,
        String lockTimeout,
        String statementTimeout,
        String mark,
        int transaction,
        boolean readOnly) {

    /** A setting of our own, which says whether the transaction of a changeset was committed. */
    static final String MARK = "lockgate.changeset";

    /**
     * Looks at the session of a connection, in one round trip.
     *
     * @param limits whose limits the session gets back at that; null to leave them
     * @param mark the mark that the session gets at that; null to leave it
     */
    static SessionSnapshot take(
            MigrationConnection connection, LockKey key, @Nullable SessionSnapshot limits, @Nullable String mark) {
        return connection
                .jdbc()
                .sql("""
                        select %s as held,
                               pg_catalog.current_setting('session_authorization') as session_user_name,
                               pg_catalog.current_setting('role') as role,
                               pg_catalog.current_setting('search_path') as search_path,
                               pg_catalog.current_setting('application_name') as application,
                               pg_catalog.current_setting('lock_timeout') as lock_timeout,
                               pg_catalog.current_setting('statement_timeout') as statement_timeout,
                               coalesce(pg_catalog.current_setting(:setting::pg_catalog.text, true), '') as mark,
                               (select pg_catalog.split_part(pg_catalog.max(virtualtransaction), '/', 2)
                                  from pg_catalog.pg_locks
                                 where pid operator(pg_catalog.=) pg_catalog.pg_backend_pid()
                                   and locktype operator(pg_catalog.=) 'virtualxid'::pg_catalog.text)
                                   as transaction,
                               pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool as read_only,
                               pg_catalog.set_config('lock_timeout',
                                   coalesce(:lock::pg_catalog.text, pg_catalog.current_setting('lock_timeout')), false),
                               pg_catalog.set_config('statement_timeout',
                                   coalesce(:statement::pg_catalog.text, pg_catalog.current_setting('statement_timeout')), false),
                               pg_catalog.set_config(
                                   :setting::pg_catalog.text,
                                   coalesce(
                                       :mark::pg_catalog.text,
                                       pg_catalog.current_setting(:setting::pg_catalog.text, true),
                                       ''),
                                   false)
                        """.formatted(Held.isHeldBySession(key)))
                .param("lock", limits == null ? null : limits.lockTimeout())
                .param("statement", limits == null ? null : limits.statementTimeout())
                .param("setting", MARK)
                .param("mark", mark)
                .query((row, number) -> new SessionSnapshot(
                        row.getBoolean("held"),
                        row.getString("session_user_name"),
                        row.getString("role"),
                        row.getString("search_path"),
                        row.getString("application"),
                        row.getString("lock_timeout"),
                        row.getString("statement_timeout"),
                        row.getString("mark"),
                        Integer.parseUnsignedInt(row.getString("transaction")),
                        row.getBoolean("read_only")))
                .single();
    }

    /**
     * Gives a session back what it was at this moment.
     *
     * @param now what it is
     */
    void restore(MigrationConnection connection, SessionSnapshot now) {
        // setting who the session is ends a role that it plays, so that the order matters
        connection
                .jdbc()
                .sql("""
                        select pg_catalog.set_config('session_authorization', :user::pg_catalog.text, false),
                               pg_catalog.set_config('role', :role::pg_catalog.text, false),
                               pg_catalog.set_config('search_path', :path::pg_catalog.text, false)
                        """)
                .param("user", user)
                .param("role", role)
                .param("path", searchPath)
                .query()
                .singleRow();
        if (!now.application().equals(application)) {
            // RESET ALL, which takes with it how soon the server notices that we are gone
            connection.applySettings();
        }
    }

    SessionSnapshot under(String other) {
        return new SessionSnapshot(
                held, user, other, searchPath, application, lockTimeout, statementTimeout, mark, transaction, readOnly);
    }

    boolean isSame(SessionSnapshot other) {
        return isSameUser(other) && searchPath.equals(other.searchPath) && application.equals(other.application);
    }

    boolean isSameUser(SessionSnapshot other) {
        return user.equals(other.user) && role.equals(other.role);
    }

    @Override
    public String toString() {
        return "user %s, role %s, search_path %s, application %s".formatted(user, role, searchPath, application);
    }
}
