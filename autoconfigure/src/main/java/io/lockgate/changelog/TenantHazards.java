package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.ColumnExistsPrecondition;
import liquibase.precondition.core.SequenceExistsPrecondition;
import liquibase.precondition.core.TableExistsPrecondition;
import liquibase.precondition.core.ViewExistsPrecondition;
import org.jspecify.annotations.Nullable;

/** Looks in the changesets of tenants for what works in one schema, but not in many. */
final class TenantHazards {

    private static final Pattern EXTENSION = Pattern.compile("\\bcreate\\s+extension\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern SEARCH_PATH =
            Pattern.compile("\\bset\\s+(?:session\\s+|local\\s+)?search_path\\b", Pattern.CASE_INSENSITIVE);

    /** What stands before a dot where a table or the like is named; elsewhere it may be an alias. */
    private static final Pattern QUALIFIER = Pattern.compile(
            "\\b(?:from|join|into|update|table|references|view|function|procedure|sequence|exists|only)\\s+"
                    + "(?:\"([^\"]+)\"|([\\p{L}_][\\p{L}\\d_$]*))\\s*\\.",
            Pattern.CASE_INSENSITIVE);

    /** Those that Liquibase answers by a look at all schemas: it asks the driver for the tables, or columns, of any. */
    private static final Set<Class<? extends Precondition>> SCANNING = Set.of(
            TableExistsPrecondition.class,
            ColumnExistsPrecondition.class,
            SequenceExistsPrecondition.class,
            ViewExistsPrecondition.class);

    private TenantHazards() {}

    /**
     * What a changeset does that calls for advice.
     *
     * @param statements what it executes, as far as that is known
     * @param tenants the schemas of all tenants
     */
    static List<TenantHazard> in(ChangeSet changeSet, List<String> statements, Set<String> tenants) {
        ChangeSetId id = ChangeSets.idOf(changeSet);
        List<TenantHazard> hazards = new ArrayList<>();
        if (statements.stream()
                .anyMatch(sql -> EXTENSION.matcher(SqlText.of(sql).words()).find())) {
            hazards.add(new TenantHazard(
                    "tenant-extension",
                    id,
                    "It creates an extension, which a database has once: in the schema of the first tenant, where no other"
                            + " finds it.",
                    "Create it in the shared changelog, in a schema on everybody's search path: create extension if not"
                            + " exists ... schema public."));
        }
        Set<String> schemas = schemas(changeSet);
        statements.forEach(sql -> schemas.addAll(named(sql, tenants)));
        if (!schemas.isEmpty()
                || statements.stream().anyMatch(sql -> SEARCH_PATH.matcher(sql).find())) {
            hazards.add(new TenantHazard(
                    "tenant-schema-name",
                    id,
                    schemas.isEmpty()
                            ? "It sets the search path, so that what follows may not land in the tenant's schema."
                            : "It names the schema %s: every tenant's changes land there."
                                    .formatted(String.join(", ", schemas)),
                    "Leave the schema out: the default schema and the search path are the tenant's. What is for all belongs"
                            + " in the shared changelog."));
        }
        if (scans(changeSet.getPreconditions())) {
            hazards.add(
                    new TenantHazard(
                            "tenant-precondition",
                            id,
                            "Its preconditions look through the whole catalog, once per tenant: with thousands of schemas that takes"
                                    + " longer than the change.",
                            "Leave them out where the history already says what is there, or ask by sqlCheck and to_regclass()."));
        }
        return hazards;
    }

    /** Schemas that a change names; one that depends on the tenant was made up for the rehearsal. */
    private static Set<String> schemas(ChangeSet changeSet) {
        Set<String> schemas = new LinkedHashSet<>();
        for (Change change : changeSet.getChanges()) {
            if (change.getSerializableFields().contains("schemaName")
                    && change.getSerializableFieldValue("schemaName") instanceof String schema
                    && !TenantChangelog.isMadeUp(schema)) {
                schemas.add(schema);
            }
        }
        return schemas;
    }

    private static Set<String> named(String sql, Set<String> tenants) {
        return QUALIFIER
                .matcher(SqlText.of(sql).words())
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .filter(tenants::contains)
                .collect(Collectors.toSet());
    }

    private static boolean scans(@Nullable PreconditionLogic preconditions) {
        return preconditions != null
                && preconditions.getNestedPreconditions().stream()
                        .anyMatch(nested -> nested instanceof PreconditionLogic logic
                                ? scans(logic)
                                : SCANNING.contains(nested.getClass()));
    }
}
