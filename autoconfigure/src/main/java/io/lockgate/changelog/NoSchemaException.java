package io.lockgate.changelog;

import io.lockgate.LockgateException;

/** The role that migrates has no schema to work in. */
final class NoSchemaException extends LockgateException {

    private static final long serialVersionUID = 1L;

    NoSchemaException(String role) {
        super(
                "The role %s has no schema to work in: its search_path names none that exists and that it may use."
                        .formatted(role),
                "As the owner of the schema: grant usage, create on schema ... to %s; or name a schema that it may use by "
                                .formatted(role)
                        + "spring.liquibase.default-schema.");
    }
}
