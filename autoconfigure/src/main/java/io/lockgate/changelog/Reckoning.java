package io.lockgate.changelog;

/**
 * A plan, and what it is worth later.
 *
 * @param lasts whether it holds as long as the changelog and the history are the same
 */
record Reckoning(ChangelogPlan plan, boolean lasts) {}
