package io.lockgate.changelog;

import liquibase.database.core.PostgresDatabase;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.structure.core.Schema;

/** Writes names as Liquibase does; made once, as Liquibase looks for settings in many places, and only where there are tenants. */
final class TenantTargets {

    private final PostgresDatabase names = new PostgresDatabase();

    /** That of some schema: the names of the tables are the same in all. */
    private final ChangelogTarget any;

    /**
     * Those of schemas that are migrated by such a bean.
     *
     * @param anySchema need not exist
     */
    TenantTargets(SpringLiquibase settings, String anySchema) {
        names.setDatabaseChangeLogTableName(
                settings.getDatabaseChangeLogTable() == null
                        ? names.getDatabaseChangeLogTableName()
                        : settings.getDatabaseChangeLogTable());
        names.setDatabaseChangeLogLockTableName(
                settings.getDatabaseChangeLogLockTable() == null
                        ? names.getDatabaseChangeLogLockTableName()
                        : settings.getDatabaseChangeLogLockTable());
        names.setLiquibaseSchemaName(anySchema);
        any = ChangelogTarget.of(names, true);
    }

    synchronized ChangelogTarget target(String schema) {
        return new ChangelogTarget(
                names.escapeObjectName(schema, Schema.class), any.historyName(), any.lockName(), any.postgres());
    }
}
