package io.lockgate.changelog;

/** A fingerprint with which nothing was pending, for a history that is what it was then. */
record StoredFingerprint(Fingerprint fingerprint, ChangelogTarget target) {}
