package io.lockgate.run;

import io.lockgate.LockgateException;

/** Published when a run has failed; the gate stays closed. */
public record MigrationFailedEvent(String run, Trigger trigger, LockgateException failure) {}
