package io.lockgate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to the same service under the same faults, depending on who migrates. It expects nothing of anybody, and
 * writes down what it saw; {@code mvn -Pcompare verify} runs it.
 */
class Comparison {

    private static final Logger log = LoggerFactory.getLogger(Comparison.class);

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("Is it alive while it migrates?", Replicas::probedDuringAMigration),
            new Scenario(
                    Replicas.MANY + " processes start at once on an empty database: how many come up?",
                    Replicas::onAnEmptyDatabase),
            new Scenario(
                    Replicas.MANY
                            + " processes wait for one that migrates: from the end of its last statement until all"
                            + " are ready",
                    Replicas::behindAMigration),
            new Scenario(
                    "`create index concurrently` while " + Replicas.SOME + " other processes wait",
                    Replicas::besideAnIndexBuild),
            new Scenario(
                    "SIGKILL in the middle of a statement that would last " + EndedProcesses.REST.toSeconds()
                            + " s more: until a process that waits is ready",
                    EndedProcesses::killedInAStatement),
            new Scenario(
                    "SIGKILL while a statement waits for a table: until the lock of the migrations is free",
                    EndedProcesses::killedInAQueue),
            new Scenario(
                    "SIGKILL between a changeset's effect and its row in the history: restart, and how often the effect"
                            + " is there",
                    EndedProcesses::killedBeforeHistory),
            new Scenario(
                    "SIGKILL in the middle of `create index concurrently`: restart",
                    EndedProcesses::killedInAnIndexBuild),
            new Scenario("The same with `if not exists`: restart", EndedProcesses::killedInAnIndexBuildIfNotExists),
            new Scenario("SIGTERM in the middle of a statement", EndedProcesses::terminatedInAStatement));

    /** What to observe; all, if it is empty. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("comparison.only", ""));

    private static final Map<Scenario, Map<Contestant, String>> SEEN = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicTest> observations() {
        return SCENARIOS.stream()
                .flatMap(scenario -> Contestant.MIGRATING.stream()
                        .filter(contestant -> ONLY.matcher(contestant + ": " + scenario.what())
                                .find())
                        .map(contestant -> DynamicTest.dynamicTest(
                                contestant + ": " + scenario.what(), () -> observe(scenario, contestant))));
    }

    private static void observe(Scenario scenario, Contestant contestant) throws Exception {
        try (Deployment deployment = Deployment.of(Comparison.class, contestant)) {
            String seen = scenario.observation().in(deployment);
            log.info("{}: {}: {}", contestant, scenario.what(), seen);
            SEEN.computeIfAbsent(scenario, any -> new EnumMap<>(Contestant.class))
                    .put(contestant, seen);
        }
    }

    @AfterAll
    static void write() throws IOException {
        String document = ComparisonDocument.of(SEEN);
        log.info("\n{}", document);
        if (ONLY.pattern().isEmpty()) {
            Files.writeString(Path.of(System.getProperty("lockgate.docs"), "reliability-comparison.md"), document);
        }
    }
}
