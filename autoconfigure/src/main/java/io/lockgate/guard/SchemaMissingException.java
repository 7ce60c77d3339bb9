package io.lockgate.guard;

import io.lockgate.LockgateException;

/** The schema that Liquibase is to keep its history in does not exist. */
final class SchemaMissingException extends LockgateException {

    private static final long serialVersionUID = 1L;

    SchemaMissingException(String schema) {
        super(
                "The schema %s, where Liquibase is to keep its history, does not exist.".formatted(schema),
                "Create it (create schema %s), or correct spring.liquibase.liquibase-schema or .default-schema."
                        .formatted(schema));
    }
}
