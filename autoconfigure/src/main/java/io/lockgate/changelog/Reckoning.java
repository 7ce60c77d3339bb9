package io.lockgate.changelog;

/**
 * A plan, and what it is worth later.
 *
 * @param lasts whether it holds as long as the changelog and the history are the same
 * @param lockIsOurs whether a run of Lockgate had locked Liquibase's own lock when the history was read
 */
record Reckoning(ChangelogPlan plan, boolean lasts, boolean lockIsOurs) {}
