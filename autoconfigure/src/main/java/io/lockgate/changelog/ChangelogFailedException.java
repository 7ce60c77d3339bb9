package io.lockgate.changelog;

import io.lockgate.LockgateException;

/** Liquibase failed outside of any changeset. */
final class ChangelogFailedException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    ChangelogFailedException(String changelog, LiquibaseReason reason, boolean isTransient, Throwable cause) {
        super(
                "Liquibase could not read or apply the changelog of '%s': %s".formatted(changelog, reason.full()),
                "Liquibase could not read or apply the changelog of '%s': %s".formatted(changelog, reason.summary()),
                "Read the cause below; what was not committed is rolled back, so that starting again is safe.",
                cause);
        this.isTransient = isTransient;
    }

    @Override
    public boolean isTransient() {
        return isTransient;
    }
}
