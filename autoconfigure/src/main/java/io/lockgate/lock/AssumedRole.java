package io.lockgate.lock;

import io.lockgate.database.MigrationConnection;
import io.lockgate.database.SessionUser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role under which changesets run that is not the one that migrates. It is set for the session, so that a rollback does not
 * give it back; and by {@code SET}, which does not begin the snapshot of a transaction.
 *
 * <p>It decides who owns what the changesets create, and what they may do. It is no boundary against code that runs in them: SQL
 * that the session executes may set the role back (PostgreSQL documentation, "SET ROLE").
 */
public final class AssumedRole {

    private final MigrationConnection connection;

    private final String name;

    private boolean assumed;

    AssumedRole(MigrationConnection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isAssumed() {
        return assumed;
    }

    /**
     * Assumes it, or proves that it is still played. By {@code SHOW}, which does not begin a snapshot either.
     *
     * @param user who the session is to be
     */
    void keep(String user, @Nullable String changeSet) {
        if (!assumed) {
            assume();
            return;
        }
        List<@Nullable String> now = connection.script("show session_authorization\n;\nshow role");
        if (!now.equals(List.of(user, name))) {
            throw new RoleLeftException(changeSet, name, "user %s, role %s".formatted(now.get(0), now.get(1)));
        }
    }

    void assume() {
        set(quoted(name));
        assumed = true;
    }

    /** Gives the session the role back that it had before. */
    void putDown(String before) {
        set(before.equals(SessionUser.NO_ROLE) ? before : quoted(before));
        assumed = false;
    }

    private void set(String role) {
        connection.jdbc().sql("set role " + role).update();
    }

    /** The name of a role as SQL writes it. */
    public static String quoted(String role) {
        return '"' + role.replace("\"", "\"\"") + '"';
    }

    /** Statements that assume a role for the rest of a transaction. */
    public static List<String> assuming(String role) {
        return List.of("set local role " + quoted(role));
    }

    /**
     * Statements that give the role back before the transaction ends, whatever it has set meanwhile. They fail if it is not played
     * any more; what is deferred is still done under it.
     *
     * @param before who the session was
     */
    public static List<String> puttingDown(String role, SessionUser before) {
        return List.of(
                "set constraints all immediate",
                """
                select 1 operator(pg_catalog./) case
                         when pg_catalog.current_setting('role'::pg_catalog.text) operator(pg_catalog.=) %s::pg_catalog.text
                          and pg_catalog.current_setting('session_authorization'::pg_catalog.text)
                              operator(pg_catalog.=) %s::pg_catalog.text
                         then 1 else 0 end
                """.formatted(literal(role), literal(before.user())),
                "set role " + (before.role().equals(SessionUser.NO_ROLE) ? before.role() : quoted(before.role())));
    }

    private static String literal(String name) {
        return "'" + name.replace("'", "''") + "'";
    }
}
