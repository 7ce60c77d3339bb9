package io.lockgate.changelog;

import org.jspecify.annotations.Nullable;

/**
 * How a pending changeset will stand in the history once it is executed.
 *
 * @param checksum as Liquibase records it
 * @param before the checksum with which it stands there now, if it is to be executed again
 */
record Awaited(String checksum, @Nullable String before) {}
