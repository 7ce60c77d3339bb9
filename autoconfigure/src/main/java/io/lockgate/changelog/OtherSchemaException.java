package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.schema.ChangeSetId;

/** A changeset of a tenant would land in another schema. */
final class OtherSchemaException extends LockgateException {

    private static final long serialVersionUID = 1L;

    OtherSchemaException(ChangeSetId changeSet, String schema, String current) {
        super(
                "Changeset %s would not run in the schema %s, but in %s: it is not executed."
                        .formatted(changeSet, schema, current.isEmpty() ? "none" : current),
                "Grant the role that migrates usage on the schema. A name that SQL has to quote is taken for another by Liquibase"
                        + " 4: give the schema another name, or use Liquibase 5.");
    }
}
