package io.lockgate.tenant;

import io.lockgate.LockgateException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds tenants whose changesets cannot run under the role that was named for them. Up to PostgreSQL 15 every member of a role
 * may set it; later that is an option of the membership (documentation, "GRANT").
 */
final class TenantRoles {

    private static final String ROLES = """
            select t.schema,
                   pg_catalog.quote_ident(t.role) as role,
                   pg_catalog.quote_ident(t.schema) as quoted,
                   pg_catalog.quote_ident(session_user::pg_catalog.text) as migrator,
                   server.version operator(pg_catalog.>=) 160000 as is_option,
                   r.oid is not null as exists,
                   r.oid is not null and pg_catalog.pg_has_role(
                       session_user, r.oid,
                       case when server.version operator(pg_catalog.>=) 160000 then 'SET' else 'MEMBER' end::pg_catalog.text)
                           as is_settable,
                   n.oid is null or (r.oid is not null
                       and pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage'::pg_catalog.text)) as has_usage
              from rows from (
                   pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])) as t (schema, role)
             cross join (
                   select pg_catalog.current_setting('server_version_num'::pg_catalog.text)::pg_catalog.int4) as server (version)
              left join pg_catalog.pg_roles r on r.rolname operator(pg_catalog.=) t.role
              left join pg_catalog.pg_namespace n on n.nspname operator(pg_catalog.=) t.schema
            """;

    private TenantRoles() {}

    /** Reasons why the roles of some tenants cannot be used, by schema; one query for all tenants that have a role. */
    static Map<String, LockgateException> unusable(Collection<Tenant> tenants, JdbcClient jdbc) {
        List<Tenant> acting =
                tenants.stream().filter(tenant -> tenant.role() != null).toList();
        if (acting.isEmpty()) {
            return Map.of();
        }
        Map<String, LockgateException> unusable = new HashMap<>();
        jdbc.sql(ROLES)
                .params(
                        acting.stream().map(Tenant::schema).toArray(String[]::new),
                        acting.stream().map(Tenant::role).toArray(String[]::new))
                .query(row -> {
                    String schema = row.getString("schema");
                    String role = row.getString("role");
                    if (!row.getBoolean("exists")) {
                        unusable.put(schema, TenantRoleException.missing(schema, role));
                    } else if (!row.getBoolean("is_settable")) {
                        unusable.put(
                                schema,
                                TenantRoleException.notSettable(
                                        schema, role, row.getString("migrator"), row.getBoolean("is_option")));
                    } else if (!row.getBoolean("has_usage")) {
                        unusable.put(schema, TenantRoleException.withoutUsage(schema, role, row.getString("quoted")));
                    }
                });
        return unusable;
    }
}
