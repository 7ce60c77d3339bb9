package io.lockgate.run;

/** Published when a run has succeeded and the gate is open. */
public record MigrationSucceededEvent(String run, Trigger trigger, RunResult result) {}
