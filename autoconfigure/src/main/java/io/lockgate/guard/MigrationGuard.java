package io.lockgate.guard;

import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.PrivilegeMissingException;
import io.lockgate.database.MigrationConnection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks for what would make a run fail halfway, while the database is still untouched. */
public final class MigrationGuard {

    /**
     * Judges what is pending.
     *
     * @throws SchemaMissingException if the schema of the history table does not exist
     * @throws PrivilegeMissingException if the history table is to be created and the role may not
     */
    public void judge(List<ChangelogPlan> plans, MigrationConnection connection) {
        if (connection.isPostgres()) {
            plans.forEach(plan -> judge(plan, connection.jdbc()));
        }
    }

    private static void judge(ChangelogPlan plan, JdbcClient jdbc) {
        if (ChangelogHistory.of(plan.target()).exists(jdbc)) {
            return;
        }
        String schema = plan.target().schema();
        boolean mayCreate = jdbc.sql("""
                        select pg_catalog.has_schema_privilege(oid, 'create')
                          from pg_catalog.pg_namespace
                         where nspname operator(pg_catalog.=) ?::pg_catalog.text
                        """)
                .param(schema)
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new SchemaMissingException(schema));
        if (!mayCreate) {
            String role = jdbc.sql("select pg_catalog.quote_ident(current_user)")
                    .query(String.class)
                    .single();
            throw new PrivilegeMissingException(
                    "The role %s may not create tables in the schema %s, where Liquibase keeps its history."
                            .formatted(role, schema),
                    "As the owner of the schema: grant create on schema %s to %s; or migrate as another role, by "
                                    .formatted(plan.target().schemaName(), role)
                            + "spring.liquibase.user and .password.",
                    null);
        }
    }
}
