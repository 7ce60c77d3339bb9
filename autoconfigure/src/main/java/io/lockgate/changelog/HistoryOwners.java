package io.lockgate.changelog;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Warns where a lesser role owns the history table or its schema: by a trigger, or by a table of its own in the place of another, it
 * can run code as the role that migrates, with Liquibase alone as well. A role is lesser unless it can act as the role that migrates
 * anyway: as a superuser, as its member, as the owner of the database, or by giving it a new password ({@code CREATEROLE} before
 * PostgreSQL 16). A group that nobody else is in, and that cannot log in, is nobody. Only a table is a history.
 */
final class HistoryOwners {

    private static final Logger log = LoggerFactory.getLogger(HistoryOwners.class);

    /** Whoever is told once knows. */
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    /** The owner {@code r} of what is {@code owned}, the current role {@code me}, that of the login, and the database {@code d}. */
    static final String ROLES = """
            join pg_catalog.pg_roles r on r.oid operator(pg_catalog.=) owned.owner
            join pg_catalog.pg_roles me on me.rolname operator(pg_catalog.=) current_user
            join pg_catalog.pg_roles login on login.rolname operator(pg_catalog.=) session_user
            join pg_catalog.pg_database d on d.datname operator(pg_catalog.=) pg_catalog.current_database()
            """;

    /** Condition: the owner cannot act as the current role anyway, which may write the history {@code owned.history}. */
    static final String IS_LESSER = """
            coalesce(pg_catalog.has_table_privilege(me.oid, owned.history, 'insert'), true)
            and not pg_catalog.pg_has_role(r.oid, me.oid, 'member')
            and r.oid operator(pg_catalog.<>) login.oid
            and r.oid operator(pg_catalog.<>) d.datdba
            and r.rolname operator(pg_catalog.<>) 'pg_database_owner'
            and not (r.rolcreaterole
                     and pg_catalog.current_setting('server_version_num')::int operator(pg_catalog.<) 160000)
            """;

    /** Condition: somebody else can be the owner. */
    static final String IS_SOMEBODY = """
            (r.rolcanlogin
             or exists (select from pg_catalog.pg_auth_members m
                         where m.roleid operator(pg_catalog.=) r.oid
                           and m.member operator(pg_catalog.<>) login.oid
                           and not pg_catalog.pg_has_role(m.member, me.oid, 'member')))
            """;

    private static final String LESSER = """
            (with kept as (
               select h.oid, h.relowner
                 from pg_catalog.pg_class h
                where h.oid operator(pg_catalog.=) pg_catalog.to_regclass(%1$s)::pg_catalog.oid
                  and h.relkind operator(pg_catalog.=) any ('{r,p}'::pg_catalog."char"[]))
             select pg_catalog.string_agg(
                      pg_catalog.format('%%s in the database %%I belongs to the role %%I, which can act as %%I',
                                        owned.what, d.datname, r.rolname, me.rolname),
                      '; ' order by owned.what collate pg_catalog."C")
               from (select pg_catalog.concat('the history table ', kept.oid::pg_catalog.regclass) as what,
                            kept.relowner as owner, kept.oid as history
                       from kept
                     union all
                     select pg_catalog.concat('the schema ', pg_catalog.quote_ident(n.nspname)), n.nspowner,
                            (select kept.oid from kept)
                       from pg_catalog.pg_namespace n
                      where n.nspname operator(pg_catalog.=) %2$s) owned
               %3$s
              where %4$s
                and %5$s)""";

    private HistoryOwners() {}

    /**
     * An expression for who they are, null where nobody is: for statements that ask for more.
     *
     * @param history an expression for the quoted name of the history table
     * @param schema an expression for the name of its schema, as the catalog knows it
     */
    static String lesser(String history, String schema) {
        return LESSER.formatted(history, schema, ROLES, IS_LESSER, IS_SOMEBODY);
    }

    /** Looks, and warns. */
    static void look(ChangelogTarget target, JdbcClient jdbc) {
        if (target.postgres()) {
            jdbc.sql("select %s from (select ?::pg_catalog.text as history, ?::pg_catalog.text as schema) named"
                            .formatted(lesser("named.history", "named.schema")))
                    .params(target.history(), target.schema())
                    .query((row, number) -> warn(row.getString(1)))
                    .single();
        }
    }

    /** Warns of those that an expression has found, once in the life of the process. */
    static boolean warn(@Nullable String lesser) {
        boolean news = lesser != null && REPORTED.add(lesser);
        if (news) {
            log.warn(
                    "A lesser role can act as the role that migrates: {}. Give them to the role that migrates, by alter ... owner to",
                    lesser);
        }
        return news;
    }
}
