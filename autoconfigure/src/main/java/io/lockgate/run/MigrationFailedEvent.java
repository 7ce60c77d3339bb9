package io.lockgate.run;

import io.lockgate.LockgateException;

/**
 * Published when a run has failed; the gate stays closed. After a run of tenants alone ({@code tenants.ready-when=shared}), which is
 * published too, the gate stays as it was. The event comes on the thread of the run; what a listener throws is logged.
 *
 * @param run the id of the run, a UUID
 */
public record MigrationFailedEvent(String run, Trigger trigger, LockgateException failure) {}
