package io.lockgate.changelog;

/**
 * A fingerprint with which nothing was pending, for a history that is what it was then.
 *
 * @param lockIsOurs whether a run of Lockgate has locked Liquibase's own lock, and may have {@linkplain LockLeftBehind left it behind}
 */
record StoredFingerprint(Fingerprint fingerprint, ChangelogTarget target, boolean lockIsOurs) {}
