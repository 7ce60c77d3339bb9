package io.lockgate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start of the service costs, depending on who migrates. It fails if a service does not come up, and never because of a
 * figure; {@code mvn -Pbenchmark verify} runs it.
 */
class Benchmark {

    private static final Logger log = LoggerFactory.getLogger(Benchmark.class);

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);

    /** What to measure; all, if it is empty. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("benchmark.only", ""));

    private static final List<Series> ALL =
            List.of(new IdleBoots(20), new IdleBoots(200), new IdleBoots(1000), new FirstBoots(), new Rollouts());

    private static final List<Series> SELECTED = ALL.stream()
            .filter(series -> ONLY.matcher(series.toString()).find())
            .toList();

    private static final int MEASUREMENTS = SELECTED.stream()
            .mapToInt(series -> series.rounds(ROUNDS) * series.contestants().size())
            .sum();

    private static final AtomicInteger DONE = new AtomicInteger();

    private static final List<List<Row>> MEASURED = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> series() {
        return SELECTED.stream().map(series -> DynamicTest.dynamicTest(series.toString(), () -> measure(series)));
    }

    private static void measure(Series series) throws Exception {
        try (series) {
            for (Contestant contestant : series.contestants()) {
                series.prepare(contestant);
                log.info("{}: {}: prepared", series, contestant);
            }
            for (int round = 1; round <= series.rounds(ROUNDS); round++) {
                for (Contestant contestant : inTurn(series.contestants(), round)) {
                    String measured = series.measure(contestant);
                    log.info("[{}/{}] {}: {}: {}", DONE.incrementAndGet(), MEASUREMENTS, series, contestant, measured);
                }
            }
            MEASURED.add(series.rows());
        }
    }

    /** The other way round in every second round, so that nobody always comes after the same one. */
    private static List<Contestant> inTurn(List<Contestant> contestants, int round) {
        List<Contestant> order = new ArrayList<>(contestants);
        if (round % 2 == 0) {
            Collections.reverse(order);
        }
        return order;
    }

    @AfterAll
    static void write() throws IOException {
        String document = BenchmarkDocument.of(
                ROUNDS,
                new Rollouts().rounds(ROUNDS),
                MEASURED.stream().flatMap(List::stream).toList());
        log.info("\n{}", document);
        if (MEASURED.size() == ALL.size()) {
            Files.writeString(Path.of(System.getProperty("lockgate.docs"), "benchmarks.md"), document);
        }
    }
}
