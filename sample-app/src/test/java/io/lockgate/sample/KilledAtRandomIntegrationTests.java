package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that are killed at random moments, again and again, bring the schema to where an undisturbed one brings it, and
 * nobody has to repair anything. The system property {@code lockgate.kill.rounds} says how often one is killed, and {@code
 * lockgate.kill.seed} makes the moments those of an earlier run.
 */
class KilledAtRandomIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(KilledAtRandomIntegrationTests.class);

    private static final int ROUNDS = Integer.getInteger("lockgate.kill.rounds", 20);

    private static final long SEED = Long.getLong("lockgate.kill.seed", System.nanoTime());

    /** A sixth of what there are, so that a database is good for several rounds. */
    private static final int MOST_CHANGESETS = 50;

    /** Some changesets take that long, and so does what goes on before the first. */
    private static final int MOST_MILLIS = 100;

    private final Random random = new Random(SEED);

    private int round;

    @Test
    void theSchemaIsThatOfAnUndisturbedRun(@TempDir Path folder) throws IOException, InterruptedException {
        log.info("{} rounds with the seed {}", ROUNDS, SEED);
        LedgerChangelog changelog = LedgerChangelog.in(folder);
        SchemaSnapshot undisturbed;
        int changeSets;
        try (Deployment deployment = Deployment.of(getClass())) {
            deployment.start("--spring.liquibase.change-log=" + changelog.url()).awaitReady();
            undisturbed = SchemaSnapshot.of(deployment.jdbc());
            changeSets = deployment.recorded();
        }
        int databases = 0;
        while (round < ROUNDS) {
            try (Deployment deployment = Deployment.of(getClass())) {
                CrashLoop processes = new CrashLoop(deployment, changelog, changeSets);
                killAgainAndAgain(processes, deployment);
                processes.finish();

                assertThat(SchemaSnapshot.of(deployment.jdbc()).lines()).isEqualTo(undisturbed.lines());
                assertThat(deployment.recordedTwice()).isEmpty();
                assertThat(deployment.lockHolders()).isEmpty();
            }
            databases++;
        }
        log.info("measured: {} kills, {} databases, all as if undisturbed", ROUNDS, databases);
    }

    private void killAgainAndAgain(CrashLoop processes, Deployment deployment) throws InterruptedException {
        while (round < ROUNDS
                && processes.killHolder(
                        random.nextInt(MOST_CHANGESETS), Duration.ofMillis(random.nextInt(MOST_MILLIS)))) {
            round++;
            log.info("Round {} of {}: killed with {} changesets recorded", round, ROUNDS, deployment.recorded());
        }
    }
}
