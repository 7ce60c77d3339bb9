package io.lockgate.check;

import java.time.Duration;

/**
 * How patiently to check a migrated schema.
 *
 * @param timeout how long one check may take
 * @param attempts how often the checks are asked while one is not up, at least once
 * @param delay the pause between two attempts
 */
public record CheckSettings(Duration timeout, int attempts, Duration delay) {}
