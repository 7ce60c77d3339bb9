package io.lockgate.sample.tenants;

import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code tenants}, which all share. */
@Repository
class TenantTable {

    private final JdbcClient jdbc;

    TenantTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this call has inserted the tenant: false if there is one of that name. */
    boolean insert(NewTenant tenant) {
        return jdbc.sql("""
                        insert into public.tenants (schema_name, display_name)
                        values (:name, :displayName)
                        on conflict (schema_name) do nothing
                        """)
                        .param("name", tenant.name())
                        .param("displayName", tenant.displayName())
                        .update()
                == 1;
    }

    boolean contains(String name) {
        return jdbc.sql("select exists (select from public.tenants where schema_name = :name)")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    List<Tenant> all() {
        return jdbc.sql("select schema_name, display_name, created_at from public.tenants order by schema_name")
                .query((row, number) -> new Tenant(
                        row.getString("schema_name"),
                        row.getString("display_name"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
