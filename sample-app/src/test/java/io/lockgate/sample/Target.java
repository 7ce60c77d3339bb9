package io.lockgate.sample;

import java.util.Locale;

/** What Lockgate is meant to achieve. */
@FunctionalInterface
interface Target {

    Target NONE = samples -> "";

    /** Says what is meant, what was achieved, and whether that is enough. */
    String verdict(Samples samples);

    /** Both are meant. */
    default Target and(Target other) {
        return samples -> verdict(samples) + "; " + other.verdict(samples);
    }

    /** None, but it says how much Lockgate adds of what Spring Boot's Liquibase adds. */
    static Target addedShare() {
        return samples -> format("adds %.0f %% of what Spring Boot's adds", percentAdded(samples));
    }

    /** Lockgate adds at most so much of what Spring Boot's Liquibase adds. */
    static Target addedShare(double percent) {
        return samples -> verdict("adds ≤ %.0f %% of what Spring Boot's adds: %.0f %%", percent, percentAdded(samples));
    }

    /** Lockgate takes at most so many times as long as Spring Boot's Liquibase. */
    static Target times(double factor) {
        return samples -> verdict(
                "≤ %.2f × Spring Boot's: %.2f ×",
                factor, samples.median(Contestant.LOCKGATE) / samples.median(Contestant.SPRING_BOOT));
    }

    /** Lockgate takes at most that long. */
    static Target within(double seconds) {
        return samples -> verdict("≤ %.1f s: %.2f s", seconds, samples.median(Contestant.LOCKGATE));
    }

    private static double percentAdded(Samples samples) {
        return 100 * samples.added(Contestant.LOCKGATE) / samples.added(Contestant.SPRING_BOOT);
    }

    private static String verdict(String format, double most, double achieved) {
        return format(format, most, achieved) + (achieved <= most ? ", met" : ", **not met**");
    }

    private static String format(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
