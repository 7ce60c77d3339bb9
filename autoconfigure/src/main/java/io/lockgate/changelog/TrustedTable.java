package io.lockgate.changelog;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A table that we read or write by ourselves, beside what Liquibase does. A view, or a table with a trigger, runs the code of its
 * owner as the role that uses it: so we use an ordinary table only, which belongs to the current role, to the role that has logged
 * in, or to the owner of the history table. To be a member of another owner, or a superuser, is no reason to trust a table: the role
 * that migrates often is. Owners are compared by oid.
 */
public final class TrustedTable {

    /** The table of the audit of runs. */
    public static final String RUNS = "lockgate_run";

    /** The table of fingerprints. */
    public static final String FINGERPRINTS = "lockgate_schema";

    private static final Logger log = LoggerFactory.getLogger(TrustedTable.class);

    /** Whoever is told once knows. */
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    /**
     * Roles whose tables and triggers we trust, as an array of oids. The parameter is a quoted expression for the history. A view or
     * a type of that name is no history, so that its owner is nobody.
     */
    private static final String OWNERS = """
            array(select r.oid
                    from pg_catalog.pg_roles r
                   where r.rolname operator(pg_catalog.=) current_user or r.rolname operator(pg_catalog.=) session_user
                  union all
                  select h.relowner
                    from pg_catalog.pg_class h
                   where h.oid operator(pg_catalog.=) pg_catalog.to_regclass(%s)::pg_catalog.oid
                     and h.relkind operator(pg_catalog.=) any ('{r,p}'::pg_catalog."char"[]))""";

    private static final String SUPERUSERS = """
            array(select r.oid from pg_catalog.pg_roles r where r.rolsuper)""";

    /** The condition of a trigger may call a function of whoever has created the trigger, which nobody but its function tells. */
    private static final String JUDGEMENT = """
            (select case
                      when c.relkind operator(pg_catalog.=) 'r'
                           and c.relowner operator(pg_catalog.=) any (o.trusted operator(pg_catalog.||) %s)
                           and not exists (select from pg_catalog.pg_trigger t
                                             join pg_catalog.pg_proc f on f.oid operator(pg_catalog.=) t.tgfoid
                                            where t.tgrelid operator(pg_catalog.=) c.oid and not t.tgisinternal
                                              and (t.tgqual is not null
                                                   or f.proowner operator(pg_catalog.<>) all (o.trusted)))
                      then ''
                      else pg_catalog.format('a %%s of the role %%I in the database %%I',
                             case when c.relkind operator(pg_catalog.=) 'v' then 'view'
                                  when c.relkind operator(pg_catalog.=) 'm' then 'materialized view'
                                  when c.relkind operator(pg_catalog.=) 'f' then 'foreign table'
                                  when c.relkind operator(pg_catalog.=) 'p' then 'partitioned table'
                                  when c.relkind operator(pg_catalog.=) 'r' then 'table'
                                  else 'relation' end,
                             pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.current_database())
                    end
               from (select pg_catalog.to_regclass(%s)::pg_catalog.oid as oid) named
               join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) named.oid
              cross join (select %s as trusted) o)""";

    private final String table;

    private final String history;

    private final String judgement;

    private TrustedTable(ChangelogTarget target, String table, String judgement) {
        this.table = table;
        this.history = target.history();
        this.judgement = judgement;
    }

    /** A table of ours in the schema of a history. */
    public static TrustedTable ours(ChangelogTarget target, String name) {
        return new TrustedTable(target, target.table(name), judgement("?::pg_catalog.text", "?::pg_catalog.text"));
    }

    /** The table of Liquibase's own lock, which may also be a superuser's, who needs no table to become somebody else. */
    static TrustedTable liquibaseLock(ChangelogTarget target) {
        return new TrustedTable(
                target, target.liquibaseLock(), judgement("?::pg_catalog.text", "?::pg_catalog.text", SUPERUSERS));
    }

    /** State of the table. */
    public enum State {
        MISSING,
        TRUSTED,

        /** There is something, and we are not to touch it. */
        FOREIGN
    }

    /**
     * Looks, by one statement, which touches the catalog alone; the log has one warning in the life of the process for a table that
     * is somebody else's. Nobody but the owner of the schema can exchange a table of ours afterwards.
     */
    public State look(JdbcClient jdbc) {
        return jdbc.sql("select " + judgement)
                .params(table, history)
                .query((row, number) -> state(table, row.getString(1)))
                .single();
    }

    /**
     * Returns whether we trust the table and the session has a privilege on it; looks as {@link #look} does.
     *
     * @param privilege such as {@code select}; whatever else needs a session that may write
     */
    public boolean permits(JdbcClient jdbc, String privilege) {
        return jdbc.sql("""
                        select coalesce(pg_catalog.has_table_privilege(pg_catalog.to_regclass(asked.name), asked.privilege), false)
                               and (asked.privilege operator(pg_catalog.=) 'select'
                                    or not pg_catalog.current_setting('transaction_read_only')::boolean) as permitted,
                               %s as judgement
                          from (select ?::pg_catalog.text as name, ?::pg_catalog.text as history,
                                       ?::pg_catalog.text as privilege) asked
                        """.formatted(judgement("asked.name", "asked.history")))
                .params(table, history, privilege)
                .query((row, number) ->
                        state(table, row.getString("judgement")) == State.TRUSTED && row.getBoolean("permitted"))
                .single();
    }

    /**
     * An expression that tells what there is, for statements that ask for more: null, nothing, or what is wrong with it.
     *
     * @param table an expression for its quoted name, evaluated first
     * @param history an expression for the quoted name of the history table
     */
    static String judgement(String table, String history) {
        return judgement(table, history, "'{}'::pg_catalog.oid[]");
    }

    /**
     * A condition, for statements that ask for more: there is a table of Liquibase's own lock that we trust and may read. Nothing is
     * told of another one: that is left to whoever takes the lock.
     *
     * @param table an expression for its quoted name
     * @param history an expression for the quoted name of the history table
     */
    static String isReadableLock(String table, String history) {
        return """
                coalesce(%s operator(pg_catalog.=) ''
                         and pg_catalog.has_table_privilege(pg_catalog.to_regclass(%s)::pg_catalog.oid, 'select'), false)
                """.formatted(judgement(table, history, SUPERUSERS), table);
    }

    private static String judgement(String table, String history, String more) {
        return JUDGEMENT.formatted(more, table, OWNERS.formatted(history));
    }

    /** The state that a {@link #judgement} means, told to people where they have to do something. */
    static State state(String table, @Nullable String judgement) {
        if (judgement == null) {
            return State.MISSING;
        }
        if (judgement.isEmpty()) {
            return State.TRUSTED;
        }
        if (REPORTED.add(table + judgement)) {
            log.warn(
                    "{} is not touched, as somebody else could run code by it as the role that migrates: it is not an ordinary table of"
                            + " the current role, the session's role or the owner of the history table, or it has a trigger with a"
                            + " condition, or with a function of others ({}). Drop it, or make that role its owner",
                    table,
                    judgement);
        }
        return State.FOREIGN;
    }
}
