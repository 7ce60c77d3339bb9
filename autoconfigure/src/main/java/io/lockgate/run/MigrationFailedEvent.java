package io.lockgate.run;

import io.lockgate.LockgateException;

/**
 * Published when a run has failed; the gate stays closed. It comes on the thread of the run; what a listener throws is logged.
 *
 * @param run the id of the run, a UUID
 */
public record MigrationFailedEvent(String run, Trigger trigger, LockgateException failure) {}
