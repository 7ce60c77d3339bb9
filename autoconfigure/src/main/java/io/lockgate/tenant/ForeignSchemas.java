package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.HistoryDigests;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds schemas that hold objects of somebody else, although no changeset of the tenants was executed in them.
 *
 * <p>Whatever is created in a schema depends on it ({@code pg_depend}; indexes, row types and the like depend on their tables
 * instead), so that objects of all kinds are found by one index. Not counted are objects of extensions, and what comes with other
 * objects; the history, Liquibase's lock and our own tables; and what is younger than an empty history of ours: a first run that
 * died has left it, outside of a transaction. Grants and comments are no objects. A schema that itself belongs to an extension
 * counts as one that holds the extension.
 */
final class ForeignSchemas {

    private static final int SHOWN = 3;

    private static final String OTHERS = """
            with other as (
              select n.nspname, h.oid is not null as history, o.classid, o.objid,
                     pg_catalog.count(*) over (partition by n.oid) as objects,
                     pg_catalog.row_number() over (partition by n.oid order by o.relation desc, o.objid) as place
                from pg_catalog.pg_namespace n
                left join pg_catalog.pg_class h on h.relnamespace = n.oid and h.relname::pg_catalog.text = ?::pg_catalog.text
               cross join lateral (
                     select d.classid, d.objid, c.oid is not null as relation
                       from pg_catalog.pg_depend d
                       left join pg_catalog.pg_class c
                         on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid and c.oid = d.objid
                      where d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid
                        and d.refobjid = n.oid
                        and d.deptype = 'n'::pg_catalog."char"
                        and d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
                        and (c.oid is null or not (
                               c.relname::pg_catalog.text = any(?::pg_catalog.text[])
                               or pg_catalog.starts_with(c.relname::pg_catalog.text, 'lockgate_'::pg_catalog.text)))
                        and not coalesce(
                               d.objid > h.oid
                               and pg_catalog.pg_get_userbyid(h.relowner) in (current_user, session_user), false)
                        and not exists (
                               select from pg_catalog.pg_depend own
                                where own.classid = d.classid and own.objid = d.objid and own.objsubid = 0
                                  and (own.deptype in ('e'::pg_catalog."char", 'i'::pg_catalog."char")
                                       or (own.deptype = 'a'::pg_catalog."char" and c.relkind = 'S'::pg_catalog."char")))
                     union all
                     select e.refclassid, e.refobjid, false
                       from pg_catalog.pg_depend e
                      where e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid
                        and e.objid = n.oid
                        and e.deptype = 'e'::pg_catalog."char") o
               where n.nspname::pg_catalog.text = any(?::pg_catalog.text[]))
            select other.nspname as schema, other.history, other.objects, object.type, object.identity
              from other
             cross join lateral pg_catalog.pg_identify_object(other.classid, other.objid, 0) object
             where other.place <= ?::pg_catalog.int8
             order by other.nspname, other.place
            """;

    private ForeignSchemas() {}

    /** What is foreign among the schemas of some tenants without executed changesets, by schema; one query for all of them. */
    static Map<String, LockgateException> among(Collection<Tenant> tenants, JdbcClient jdbc) {
        if (tenants.isEmpty()) {
            return Map.of();
        }
        Map<String, Tenant> asked = new HashMap<>();
        tenants.forEach(tenant -> asked.put(tenant.schema(), tenant));
        ChangelogTarget any = tenants.iterator().next().target();
        Map<String, Others> found = new HashMap<>();
        jdbc.sql(OTHERS)
                .params(
                        any.historyTable(),
                        new String[] {any.historyTable(), any.lockTable()},
                        asked.keySet().toArray(String[]::new),
                        SHOWN)
                .query(row -> {
                    found.computeIfAbsent(row.getString("schema"), none -> new Others())
                            .add(row);
                });
        Map<String, LockgateException> foreign = new HashMap<>();
        found.forEach((schema, others) -> {
            // another process may have created the history meanwhile, and migrates the tenant
            boolean hasAppeared = others.history && !hasHistory(asked, schema);
            if (!hasAppeared) {
                foreign.put(schema, ForeignSchemaException.holding(schema, others.objects, others.examples));
            }
        });
        return foreign;
    }

    private static boolean hasHistory(Map<String, Tenant> asked, String schema) {
        return Objects.requireNonNull(asked.get(schema)).hasHistory();
    }

    /** Whether a schema may be one: a history with rows says itself whose it is. */
    static boolean isToBeAsked(Tenant tenant) {
        return tenant.standing().schemaExists()
                && HistoryDigests.isEmpty(tenant.standing().digest());
    }

    /** The objects of a schema. */
    private static final class Others {

        private final List<String> examples = new ArrayList<>();

        private boolean history;

        private long objects;

        void add(ResultSet row) throws SQLException {
            history = row.getBoolean("history");
            objects = row.getLong("objects");
            examples.add(row.getString("type") + " " + row.getString("identity"));
        }
    }
}
