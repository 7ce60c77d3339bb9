package io.lockgate.sample;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What many tenants cost, depending on who migrates them. It fails if a tenant is not what Liquibase alone makes of it, and never
 * because of a figure; {@code mvn -Pbenchmark verify} runs it.
 */
class TenantsBenchmark {

    private static final Logger log = LoggerFactory.getLogger(TenantsBenchmark.class);

    private static final int TENANTS = Integer.getInteger("benchmark.tenants", 2_000);

    private static final int ROUNDS = Integer.getInteger("benchmark.tenants.rounds", 3);

    /** Migrated by everybody before anything is measured. */
    static final int TENANTS_TO_WARM_UP = 30;

    /** With what Liquibase alone makes of a schema, in the end. */
    static final int TENANTS_TO_COMPARE = 50;

    private static final Pattern ONLY = Pattern.compile(System.getProperty("benchmark.only", ""));

    /** What is written where, by the number of tenants. */
    private static final Map<Integer, String> DOCUMENTS =
            Map.of(2_000, "benchmarks-tenants.md", 10_000, "benchmarks-tenants-10000.md");

    /** Held, so that its level stays: what Liquibase logs about each changeset costs it time. */
    private static final java.util.logging.Logger LIQUIBASE = java.util.logging.Logger.getLogger("liquibase");

    private final List<TenantFigures> figures = Arrays.stream(TenantScenario.values())
            .map(scenario -> new TenantFigures(scenario, TENANTS))
            .toList();

    @Test
    void tenants() throws Exception {
        assumeTrue(ONLY.matcher("Tenants").find());
        LIQUIBASE.setLevel(Level.WARNING);
        try (DatabaseServer server = DatabaseServer.start()) {
            for (TenantContestant contestant : TenantContestant.values()) {
                measure(server, contestant, TENANTS_TO_WARM_UP, false);
            }
            for (int round = 1; round <= ROUNDS; round++) {
                for (TenantContestant contestant : inTurn(round)) {
                    measure(server, contestant, TENANTS, true);
                }
            }
            write(TenantsDocument.of(TENANTS, ROUNDS, figures, server));
        }
    }

    /** The other way round in every second round, so that nobody always comes after the same one. */
    private static List<TenantContestant> inTurn(int round) {
        List<TenantContestant> order = new ArrayList<>(List.of(TenantContestant.values()));
        if (round % 2 == 0) {
            Collections.reverse(order);
        }
        return order;
    }

    private void measure(DatabaseServer server, TenantContestant contestant, int tenants, boolean counts)
            throws Exception {
        try (TenantDatabase database = TenantDatabase.create(server, "tenants", tenants)) {
            List<String> migrated = contestant.tenants(database);
            for (TenantFigures scenario : figures) {
                if (contestant.isIn(scenario.scenario())) {
                    contestant.prepare(database, scenario.scenario());
                    database.settle();
                    Duration taken = contestant.migrate(database, scenario.scenario());
                    database.verify(migrated, scenario.scenario().changeSets());
                    double seconds = Samples.seconds(taken) * tenants / migrated.size();
                    log.info(
                            "{}: {}: {} for {} tenants",
                            scenario.scenario(),
                            contestant,
                            Unit.SECONDS.write(seconds),
                            tenants);
                    if (counts) {
                        scenario.add(contestant, seconds);
                    }
                }
            }
            database.verifyNothingIsLeft();
            database.verifyLikeLiquibase(drawn(migrated), TenantScenario.RELEASE.changelog());
        }
    }

    private static List<String> drawn(List<String> tenants) {
        List<String> shuffled = new ArrayList<>(tenants);
        Collections.shuffle(shuffled);
        return shuffled.subList(0, Math.min(TENANTS_TO_COMPARE, shuffled.size()));
    }

    private static void write(String document) throws IOException {
        log.info("\n{}", document);
        String file = DOCUMENTS.get(TENANTS);
        if (file != null) {
            Files.writeString(Path.of(System.getProperty("lockgate.docs"), file), document);
        }
    }
}
