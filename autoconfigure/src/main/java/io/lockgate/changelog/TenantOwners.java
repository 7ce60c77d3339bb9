package io.lockgate.changelog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Warns once where lesser roles own schemas or histories of tenants, as {@link HistoryOwners} does for one history. The role of a
 * tenant is one of them, even if nobody but the role that migrates is in it: it was named because its code is not trusted.
 */
final class TenantOwners {

    private static final Logger log = LoggerFactory.getLogger(TenantOwners.class);

    private static final int SHOWN = 3;

    private static final String LESSER =
            """
            select pg_catalog.count(*) over () as tenants, lesser.what
              from (select distinct on (n.oid) n.nspname,
                           pg_catalog.format('%%s belongs to the role %%I', owned.what, r.rolname) as what
                      from rows from (
                           pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])) as t (schema, role)
                      join pg_catalog.pg_namespace n on n.nspname operator(pg_catalog.=) t.schema
                      left join pg_catalog.pg_class h on h.relnamespace operator(pg_catalog.=) n.oid
                                                     and h.relname operator(pg_catalog.=) ?::pg_catalog.text
                                                     and h.relkind operator(pg_catalog.=) any ('{r,p}'::pg_catalog."char"[])
                     cross join lateral (
                           select 1 as place, pg_catalog.concat('the schema ', pg_catalog.quote_ident(n.nspname)) as what,
                                  n.nspowner as owner, h.oid as history
                           union all
                           select 2, pg_catalog.concat('the history table ', pg_catalog.quote_ident(n.nspname), '.',
                                                       pg_catalog.quote_ident(h.relname)),
                                  h.relowner, h.oid) owned
                      %s
                     where %s
                       and (r.rolname operator(pg_catalog.=) t.role or %s)
                     order by n.oid, owned.place) lesser
             order by lesser.nspname
             limit ?::pg_catalog.int8
            """.formatted(HistoryOwners.ROLES, HistoryOwners.IS_LESSER, HistoryOwners.IS_SOMEBODY);

    private final AtomicBoolean told = new AtomicBoolean();

    /** Looks, unless it has warned already. */
    void look(Collection<ChangelogTarget> targets, Map<String, String> roles, JdbcClient jdbc) {
        if (targets.isEmpty() || told.get()) {
            return;
        }
        List<String> schemas = targets.stream().map(ChangelogTarget::schema).toList();
        List<Lesser> lesser = jdbc.sql(LESSER)
                .params(
                        schemas.toArray(String[]::new),
                        schemas.stream().map(roles::get).toArray(String[]::new),
                        targets.iterator().next().historyTable(),
                        String.valueOf(SHOWN))
                .query((row, number) -> new Lesser(row.getInt("tenants"), row.getString("what")))
                .list();
        if (!lesser.isEmpty() && told.compareAndSet(false, true)) {
            warn(lesser.get(0).tenants(), lesser.stream().map(Lesser::what).toList());
        }
    }

    private static void warn(int tenants, List<String> examples) {
        String more = tenants > examples.size() ? "; and %d more".formatted(tenants - examples.size()) : "";
        log.warn(
                "Lesser roles can act as the role that migrates, through the schemas or histories of tenants ({} in all): {}. Give"
                        + " them to the role that migrates, by alter ... owner to",
                tenants,
                String.join("; ", examples) + more);
    }

    private record Lesser(int tenants, String what) {}
}
