package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.schema.ChangeSetId;
import java.util.List;
import java.util.stream.Collectors;

/** A schema that was named as a tenant's belongs to somebody else; it is not touched. */
final class ForeignSchemaException extends LockgateException {

    private static final long serialVersionUID = 1L;

    /** Reason without the name of the schema. */
    private final String reason;

    private ForeignSchemaException(String schema, String reason) {
        super(
                "The schema %s is not a tenant's: %s. It was not changed.".formatted(schema, reason),
                "Remove the schema from the list of tenants, or drop what it holds. lockgate.tenants.adopt-schemas=true accepts"
                        + " such schemas: the tables of the tenants are then created among what is there.");
        this.reason = reason;
    }

    /**
     * One without a history, or with an empty one.
     *
     * @param objects how many objects it holds
     * @param examples some of them
     */
    static ForeignSchemaException holding(String schema, long objects, List<String> examples) {
        return new ForeignSchemaException(
                schema,
                "no changeset of the tenants was executed in it, and it holds other objects: %s%s"
                        .formatted(
                                String.join(", ", examples),
                                objects > examples.size() ? ", and %d more".formatted(objects - examples.size()) : ""));
    }

    /**
     * One with the history of another changelog.
     *
     * @param strangers some changesets of that history
     */
    static ForeignSchemaException withHistory(String schema, String historyTable, List<ChangeSetId> strangers) {
        return new ForeignSchemaException(
                schema,
                "its table %s is the history of another changelog, with changesets such as %s"
                        .formatted(
                                historyTable,
                                strangers.stream().map(ChangeSetId::toString).collect(Collectors.joining(", "))));
    }

    /** The same of a schema with an equal history. */
    ForeignSchemaException in(String schema) {
        return new ForeignSchemaException(schema, reason);
    }
}
