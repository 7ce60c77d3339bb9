package io.lockgate.changelog;

import io.lockgate.LockgateException;

/** Changesets were edited after they had been executed. */
final class ChecksumMismatchException extends LockgateException {

    private static final long serialVersionUID = 1L;

    ChecksumMismatchException(String changelog, String mismatches, Throwable cause) {
        super(
                "Changesets of '%s' were edited after they had been executed: %s".formatted(changelog, mismatches),
                "Take the edit back and write a new changeset instead. If the edit is harmless, say so in the changeset with "
                        + "<validCheckSum>. Nothing was executed in this run.",
                cause);
    }
}
