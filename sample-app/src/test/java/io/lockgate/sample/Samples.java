package io.lockgate.sample;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What one figure was for each contestant, round by round; infinite, if it did not come to an end. */
final class Samples {

    private final String what;

    private final Unit unit;

    private final Map<Contestant, List<Double>> values = new EnumMap<>(Contestant.class);

    Samples(String what, Unit unit) {
        this.what = what;
        this.unit = unit;
    }

    void add(Contestant contestant, double value) {
        values.computeIfAbsent(contestant, any -> new ArrayList<>()).add(value);
    }

    void add(Contestant contestant, Duration value) {
        add(contestant, seconds(value));
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    double median(Contestant contestant) {
        return quantile(values.get(contestant), 0.5);
    }

    /** By how much the median is higher than with Liquibase off. */
    double added(Contestant contestant) {
        return median(contestant) - median(Contestant.OFF);
    }

    /** The medians, and what they are more than with Liquibase off, if that was measured. */
    Row medians(Target target) {
        return new Row(what, cells(this::cell), target.verdict(this));
    }

    Row medians() {
        return medians(Target.NONE);
    }

    /** How far the values in the middle half are apart. */
    double middleHalf(Contestant contestant) {
        return quantile(values.get(contestant), 0.75) - quantile(values.get(contestant), 0.25);
    }

    Row middleHalves() {
        return new Row(
                "… from the fastest to the slowest of the middle half",
                cells(contestant -> unit.write(middleHalf(contestant))),
                "");
    }

    Row smallest() {
        return new Row(what, cells(contestant -> unit.write(quantile(values.get(contestant), 0))), "");
    }

    private Map<Contestant, String> cells(Function<Contestant, String> cell) {
        return values.keySet().stream().collect(toMap(contestant -> contestant, cell));
    }

    private String cell(Contestant contestant) {
        String median = unit.write(median(contestant));
        return contestant == Contestant.OFF || !values.containsKey(Contestant.OFF)
                ? median
                : "%s (%s)".formatted(median, unit.writeDifference(added(contestant)));
    }

    /** Between two values the one in proportion. */
    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        double place = share * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(place));
        double above = sorted.get((int) Math.ceil(place));
        return below == above ? below : below + (above - below) * (place - Math.floor(place));
    }
}
