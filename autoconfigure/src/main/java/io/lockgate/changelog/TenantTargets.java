package io.lockgate.changelog;

import liquibase.database.core.PostgresDatabase;
import liquibase.integration.spring.SpringLiquibase;

/** Writes names as Liquibase does; made once, as Liquibase looks for settings in many places, and only where there are tenants. */
final class TenantTargets {

    private final PostgresDatabase names = new PostgresDatabase();

    /** Those of schemas that are migrated by such a bean. */
    TenantTargets(SpringLiquibase settings) {
        names.setDatabaseChangeLogTableName(
                settings.getDatabaseChangeLogTable() == null
                        ? names.getDatabaseChangeLogTableName()
                        : settings.getDatabaseChangeLogTable());
        names.setDatabaseChangeLogLockTableName(
                settings.getDatabaseChangeLogLockTable() == null
                        ? names.getDatabaseChangeLogLockTableName()
                        : settings.getDatabaseChangeLogLockTable());
    }

    synchronized ChangelogTarget target(String schema) {
        names.setLiquibaseSchemaName(schema);
        return ChangelogTarget.of(names, true);
    }
}
