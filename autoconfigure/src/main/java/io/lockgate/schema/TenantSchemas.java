package io.lockgate.schema;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Says which schemas belong to tenants; a bean of this type is picked up, and counts for more than the properties. */
@FunctionalInterface
public interface TenantSchemas {

    /**
     * The schemas of all tenants, each as the catalog knows it: unquoted, and in the case it has there.
     *
     * @param jdbc a connection of the run, in autocommit. The shared schema is already what this build needs, so that a table of
     *     tenants may be created by the shared changelog of the very same run
     */
    List<String> schemas(JdbcClient jdbc);

    /** The same, where it is known without a database: what cannot be right is refused before anything is migrated. */
    default Optional<List<String>> fixed() {
        return Optional.empty();
    }

    /**
     * The changelog parameters of one tenant, beside those of all. Tenants with the same parameters share one reading of the
     * changelog, so that parameters which differ from tenant to tenant are paid for.
     */
    default Map<String, String> parameters(String schema) {
        return Map.of();
    }

    /**
     * The role under which the changesets of one tenant run ({@code SET ROLE}), as the catalog knows it: unquoted. What they
     * create is its own. The role that migrates must be allowed to set it, and it needs usage of the schema. Empty for the role
     * that migrates.
     */
    default Optional<String> role(String schema) {
        return Optional.empty();
    }

    /** A fixed list. */
    static TenantSchemas of(List<String> schemas) {
        List<String> fixed = List.copyOf(schemas);
        return new TenantSchemas() {
            @Override
            public List<String> schemas(JdbcClient jdbc) {
                return fixed;
            }

            @Override
            public Optional<List<String>> fixed() {
                return Optional.of(fixed);
            }
        };
    }

    /** What a query returns: names in its first column. */
    static TenantSchemas query(String sql) {
        return jdbc -> jdbc.sql(sql)
                .query((row, number) -> Objects.requireNonNullElse(row.getString(1), ""))
                .list();
    }
}
