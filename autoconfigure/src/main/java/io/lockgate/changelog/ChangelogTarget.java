package io.lockgate.changelog;

import io.lockgate.lock.LockKey;
import java.util.Locale;
import liquibase.database.Database;
import liquibase.structure.core.Schema;
import liquibase.structure.core.Table;

/**
 * What a changelog migrates: the history table that says what has been done, and with it the lock that guards it. Names
 * come as SQL writes them: quoted where needed.
 *
 * @param schemaName the schema of the history table
 * @param historyName the history table, unqualified
 * @param lockName the table of Liquibase's own lock, unqualified; it need not exist
 * @param postgres whether it lives in PostgreSQL
 */
public record ChangelogTarget(String schemaName, String historyName, String lockName, boolean postgres) {

    /**
     * The target of a database as a bean has configured it.
     *
     * @throws NoSchemaException if there is no schema to keep the history in
     */
    static ChangelogTarget of(Database database, boolean postgres) {
        if (database.getLiquibaseSchemaName() == null) {
            throw new NoSchemaException(database.getConnection().getConnectionUserName());
        }
        return new ChangelogTarget(
                database.escapeObjectName(database.getLiquibaseSchemaName(), Schema.class),
                database.escapeObjectName(database.getDatabaseChangeLogTableName(), Table.class),
                database.escapeObjectName(database.getDatabaseChangeLogLockTableName(), Table.class),
                postgres);
    }

    /** The schema as the catalog knows it. */
    public String schema() {
        return inCatalog(schemaName);
    }

    /** Whether SQL has to quote the schema. */
    public boolean isQuoted() {
        return !schemaName.equals(schema());
    }

    /** The advisory lock of whoever writes this history. */
    public LockKey key() {
        return LockKey.of(schema(), historyTable());
    }

    /** The history table as the catalog knows it. */
    public String historyTable() {
        return inCatalog(historyName);
    }

    /** The table of Liquibase's own lock as the catalog knows it. */
    public String lockTable() {
        return inCatalog(lockName);
    }

    /** The advisory lock of whoever touches Liquibase's own lock, which all histories of the schema share by default. */
    LockKey liquibaseLockKey() {
        return LockKey.of(schema(), lockTable());
    }

    /** A table in the schema of the history, as SQL writes it. */
    public String table(String name) {
        return schemaName + "." + name;
    }

    String history() {
        return table(historyName);
    }

    String liquibaseLock() {
        return table(lockName);
    }

    /** What PostgreSQL makes of an identifier: folded to lower case unless quoted (documentation, 4.1.1). */
    private static String inCatalog(String identifier) {
        boolean quoted = identifier.length() > 1 && identifier.startsWith("\"") && identifier.endsWith("\"");
        return quoted
                ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
                : identifier.toLowerCase(Locale.ROOT);
    }
}
