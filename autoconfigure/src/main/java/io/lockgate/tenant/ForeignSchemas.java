package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.TrustedTable;
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
                left join pg_catalog.pg_class h on h.relnamespace operator(pg_catalog.=) n.oid
                                               and h.relname operator(pg_catalog.=) ?::pg_catalog.text
               cross join lateral (
                     select d.classid, d.objid, c.oid is not null as relation
                       from pg_catalog.pg_depend d
                       left join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) d.objid
                        and d.classid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                      where d.refclassid operator(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid
                        and d.refobjid operator(pg_catalog.=) n.oid
                        and d.deptype operator(pg_catalog.=) 'n'::pg_catalog."char"
                        and d.classid operator(pg_catalog.<>) 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
                        and not coalesce(c.relname operator(pg_catalog.=) any (?::pg_catalog.text[]), false)
                        and not coalesce(
                              d.objid operator(pg_catalog.>) h.oid
                              and (pg_catalog.pg_get_userbyid(h.relowner) operator(pg_catalog.=) current_user
                                   or pg_catalog.pg_get_userbyid(h.relowner) operator(pg_catalog.=) session_user), false)
                        and not exists (
                              select from pg_catalog.pg_depend own
                               where own.classid operator(pg_catalog.=) d.classid
                                 and own.objid operator(pg_catalog.=) d.objid
                                 and own.objsubid operator(pg_catalog.=) 0
                                 and (own.deptype operator(pg_catalog.=) 'e'::pg_catalog."char"
                                      or own.deptype operator(pg_catalog.=) 'i'::pg_catalog."char"
                                      or (own.deptype operator(pg_catalog.=) 'a'::pg_catalog."char"
                                          and c.relkind operator(pg_catalog.=) 'S'::pg_catalog."char")))
                     union all
                     select e.refclassid, e.refobjid, false
                       from pg_catalog.pg_depend e
                      where e.classid operator(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid
                        and e.objid operator(pg_catalog.=) n.oid
                        and e.deptype operator(pg_catalog.=) 'e'::pg_catalog."char") o
               where n.nspname operator(pg_catalog.=) any (?::pg_catalog.text[]))
            select other.nspname as schema, other.history, other.objects, object.type, object.identity
              from other
             cross join lateral pg_catalog.pg_identify_object(other.classid, other.objid, 0) object
             where other.place operator(pg_catalog.<=) ?::pg_catalog.int8
             order by other.nspname, other.place
            """;

    private ForeignSchemas() {}

    /** Finds foreign schemas among those of some tenants; one query for all without executed changesets. */
    static Map<String, LockgateException> among(Collection<Tenant> tenants, JdbcClient jdbc) {
        Map<String, Tenant> asked = new HashMap<>();
        tenants.stream().filter(ForeignSchemas::isToBeAsked).forEach(tenant -> asked.put(tenant.schema(), tenant));
        if (asked.isEmpty()) {
            return Map.of();
        }
        ChangelogTarget any = tenants.iterator().next().target();
        Map<String, Others> found = new HashMap<>();
        jdbc.sql(OTHERS)
                .params(
                        any.historyTable(),
                        new String[] {any.historyTable(), any.lockTable(), TrustedTable.RUNS, TrustedTable.FINGERPRINTS
                        },
                        asked.keySet().toArray(String[]::new),
                        SHOWN)
                .query(row -> {
                    found.computeIfAbsent(row.getString("schema"), none -> new Others())
                            .add(row);
                });
        Map<String, LockgateException> foreign = new HashMap<>();
        found.forEach((schema, others) -> {
            // another process may have created the history meanwhile, and migrates the tenant
            boolean hasAppeared =
                    others.history && !Objects.requireNonNull(asked.get(schema)).hasHistory();
            if (!hasAppeared) {
                foreign.put(schema, ForeignSchemaException.holding(schema, others.objects, others.examples));
            }
        });
        return foreign;
    }

    /** A history with rows says itself whose it is. */
    private static boolean isToBeAsked(Tenant tenant) {
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
