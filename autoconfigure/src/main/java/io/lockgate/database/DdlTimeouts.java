package io.lockgate.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a statement of a changeset may wait and run. Whoever asks for a lock on a table after a statement that waits for
 * one waits behind it: without a limit, a migration behind a long reader stops the application (PostgreSQL documentation,
 * "lock_timeout").
 *
 * @param lock how long it may wait for a lock; zero for no limit
 * @param statement how long it may take in all, zero for no limit; null for what the server has set for the role
 */
public record DdlTimeouts(Duration lock, @Nullable Duration statement) {}
