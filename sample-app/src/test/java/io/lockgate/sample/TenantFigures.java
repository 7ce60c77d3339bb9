package io.lockgate.sample;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** How many seconds the tenants took in one scenario, round by round, for all of them. */
final class TenantFigures {

    /** How many times as long as nobody can do without Lockgate may take. */
    private static final double TIMES_THE_LIMIT = 2;

    /** How long it may take to see that nothing is pending, by the number of tenants. */
    private static final Map<Integer, Double> SECONDS = Map.of(2_000, 1.0, 10_000, 4.0);

    private final TenantScenario scenario;

    private final int tenants;

    private final Map<TenantContestant, List<Double>> seconds = new EnumMap<>(TenantContestant.class);

    TenantFigures(TenantScenario scenario, int tenants) {
        this.scenario = scenario;
        this.tenants = tenants;
    }

    TenantScenario scenario() {
        return scenario;
    }

    void add(TenantContestant contestant, double value) {
        seconds.computeIfAbsent(contestant, none -> new ArrayList<>()).add(value);
    }

    private OptionalDouble median(TenantContestant contestant) {
        double[] sorted = seconds.getOrDefault(contestant, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }

    String median(TenantContestant contestant, String none) {
        OptionalDouble median = median(contestant);
        return median.isPresent() ? Unit.SECONDS.write(median.getAsDouble()) : none;
    }

    String range(TenantContestant contestant, String none) {
        List<Double> sorted =
                seconds.getOrDefault(contestant, List.of()).stream().sorted().toList();
        return sorted.isEmpty()
                ? none
                : "%s – %s"
                        .formatted(
                                Unit.SECONDS.write(sorted.get(0)), Unit.SECONDS.write(sorted.get(sorted.size() - 1)));
    }

    String perTenant(TenantContestant contestant, String none) {
        OptionalDouble median = median(contestant);
        return median.isPresent() ? format("%.2f ms", 1000 * median.getAsDouble() / tenants) : none;
    }

    /** What is meant, what was achieved on several connections, and whether that is enough. */
    String verdict() {
        List<String> verdicts = new ArrayList<>();
        double parallel = median(TenantContestant.PARALLEL).orElse(Double.NaN);
        median(TenantContestant.MULTI_TENANT)
                .ifPresent(liquibase -> verdicts.add(format(
                        "≥ %.0f × as fast as Liquibase: %.1f ×, %s",
                        scenario.timesAsFast(),
                        liquibase / parallel,
                        met(liquibase / parallel >= scenario.timesAsFast()))));
        median(TenantContestant.LIMIT)
                .ifPresent(limit -> verdicts.add(format(
                        "≤ %.0f × plain JDBC: %.2f ×, %s",
                        TIMES_THE_LIMIT, parallel / limit, met(parallel <= TIMES_THE_LIMIT * limit))));
        Double most = scenario == TenantScenario.NOTHING ? SECONDS.get(tenants) : null;
        if (most != null) {
            verdicts.add(format("≤ %.0f s: %.2f s, %s", most, parallel, met(parallel <= most)));
        }
        return String.join("; ", verdicts);
    }

    private static String met(boolean met) {
        return met ? "met" : "**not met**";
    }

    private static String format(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
