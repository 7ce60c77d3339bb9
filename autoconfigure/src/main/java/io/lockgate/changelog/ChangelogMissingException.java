package io.lockgate.changelog;

import io.lockgate.LockgateException;

/** A changelog file is not where it was looked for. */
final class ChangelogMissingException extends LockgateException {

    private static final long serialVersionUID = 1L;

    ChangelogMissingException(String changelog, String reason, Throwable cause) {
        super(
                "A changelog file of '%s' is missing: %s".formatted(changelog, reason),
                "Put the file on the class path, or correct spring.liquibase.change-log or the include that names it.",
                cause);
    }
}
