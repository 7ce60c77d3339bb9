package io.lockgate.run;

import java.time.Instant;

/** Published when a run starts. */
public record MigrationStartedEvent(String run, Trigger trigger, Instant startedAt) {}
