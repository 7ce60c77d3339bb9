package io.lockgate.run;

/**
 * Published when a run has succeeded and the gate is open. It comes on the thread of the run; what a listener throws is logged.
 * A run of {@code startup.phase=init}, before the beans that need its schema, is followed by the run that opens the gate, and is
 * not said to have succeeded.
 *
 * @param run the id of the run, a UUID
 */
public record MigrationSucceededEvent(String run, Trigger trigger, RunResult result) {}
