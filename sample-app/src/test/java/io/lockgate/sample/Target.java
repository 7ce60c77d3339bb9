package io.lockgate.sample;

import java.util.Locale;
import java.util.stream.Stream;

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

    /**
     * Lockgate adds at most so much of what Spring Boot's Liquibase adds. That is not said of figures that differ by more than that from
     * one start to the next.
     */
    static Target addedShare(double percent) {
        String format = "adds ≤ %.0f %% of what Spring Boot's adds: %.0f %%";
        return samples -> isSteady(samples, percent) || percentAdded(samples) > percent
                ? verdict(format, percent, percentAdded(samples))
                : format(format, percent, percentAdded(samples)) + ", **undecided**: not quiet";
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

    private static boolean isSteady(Samples samples, double percent) {
        double allowed = samples.added(Contestant.SPRING_BOOT) * percent / 100;
        return Stream.of(Contestant.OFF, Contestant.LOCKGATE)
                .allMatch(contestant -> samples.middleHalf(contestant) <= allowed);
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
