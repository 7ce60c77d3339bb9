package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.ChangeSetId;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * Lets no changeset run whose unqualified names mean another tenant's tables: the search path has to begin with its schema.
 * Liquibase 4 sets it without quotes ({@code DatabaseUtils.initializeDatabase}).
 */
final class LandsInSchema extends AbstractChangeExecListener {

    private final MigrationConnection connection;

    private final String schema;

    private @Nullable ChangeSetId seen;

    LandsInSchema(MigrationConnection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, Database database) {
        ChangeSetId id = ChangeSets.idOf(changeSet);
        if (id.equals(seen)) {
            return;
        }
        seen = id;
        String current = connection
                .jdbc()
                .sql("select coalesce(pg_catalog.current_schema(), '')")
                .query(String.class)
                .single();
        if (!current.equals(schema)) {
            throw new OtherSchemaException(id, schema, current);
        }
    }
}
