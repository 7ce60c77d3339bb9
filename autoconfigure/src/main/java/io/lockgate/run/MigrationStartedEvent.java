package io.lockgate.run;

import java.time.Instant;

/**
 * Published when a run starts, of tenants alone as well. It comes on the thread of the run; what a listener throws is logged.
 *
 * @param run the id of the run, a UUID
 */
public record MigrationStartedEvent(String run, Trigger trigger, Instant startedAt) {}
