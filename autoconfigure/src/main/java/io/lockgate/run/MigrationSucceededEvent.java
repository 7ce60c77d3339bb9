package io.lockgate.run;

/**
 * Published when a run has succeeded and the gate is open. It comes on the thread of the run; what a listener throws is logged.
 * A run of {@code startup.phase=init}, before the beans that need its schema, is followed by the run that opens the gate, and
 * publishes no such event. Neither does a run of tenants alone ({@code tenants.ready-when=shared}), which follows the one that opened
 * the gate; a {@link RunListener} is told of its success.
 *
 * @param run the id of the run, a UUID
 */
public record MigrationSucceededEvent(String run, Trigger trigger, RunResult result) {}
