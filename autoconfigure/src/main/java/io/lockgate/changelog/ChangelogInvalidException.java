package io.lockgate.changelog;

import io.lockgate.LockgateException;

/** A changelog cannot be read, or Liquibase finds it at odds with itself. */
final class ChangelogInvalidException extends LockgateException {

    private static final long serialVersionUID = 1L;

    ChangelogInvalidException(String changelog, String reason, Throwable cause) {
        super(
                "The changelog of '%s' is not valid: %s".formatted(changelog, reason),
                // a parser quotes what it could not read
                "The changelog of '%s' is not valid; the log says why.".formatted(changelog),
                "Correct the changelog. Nothing of it was executed in this run.",
                cause);
    }
}
