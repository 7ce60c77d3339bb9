package io.lockgate.run;

import io.lockgate.database.DatabaseWait;
import io.lockgate.database.SessionSettings;
import io.lockgate.lock.LockWait;

/**
 * How patient a run is, and how it shows itself to others.
 *
 * @param databaseWait for a database that does not answer yet
 * @param lockWait for another migrator
 * @param session the settings of its session
 */
public record RunSettings(DatabaseWait databaseWait, LockWait lockWait, SessionSettings session) {}
