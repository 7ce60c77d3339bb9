package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three replicas bring a shared schema and fifty tenants through changesets of all kinds, while processes, sessions and the
 * server are killed at random moments: the schemas are those of an undisturbed run, and no process gives up. The system
 * property {@code lockgate.tenants.kill.rounds} says in how many databases, and {@code lockgate.kill.seed} makes the moments
 * those of an earlier run.
 */
class KilledAmongTenantsIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(KilledAmongTenantsIntegrationTests.class);

    private static final int ROUNDS = Integer.getInteger("lockgate.tenants.kill.rounds", 1);

    private static final long SEED = Long.getLong("lockgate.kill.seed", System.nanoTime());

    /** A seventh of what there are in all histories, so that the last kills often find work, too. */
    private static final int MOST_CHANGESETS = 200;

    private static final int MOST_MILLIS = 100;

    private static final int KILLS_OF_EACH = 2;

    private final Random random = new Random(SEED);

    @AutoClose
    private final DatabaseServer server = DatabaseServer.start();

    @TempDir
    private Path folder;

    private MixedChangelog changelog;

    private ServiceJar jar;

    private int kills;

    @BeforeEach
    void prepare() throws IOException {
        changelog = MixedChangelog.in(folder);
        jar = ServiceJar.built().with(EnterItems.class);
    }

    @Test
    void allSchemasAreThoseOfAnUndisturbedRun() throws InterruptedException {
        log.info("{} rounds with the seed {}", ROUNDS, SEED);
        SchemaSnapshot shared;
        SchemaSnapshot tenant;
        try (Deployment deployment = Deployment.of(getClass(), jar, server)) {
            deployment.start(changelog.arguments().toArray(String[]::new)).awaitReady();
            shared = SchemaSnapshot.of(deployment.jdbc());
            tenant = SchemaSnapshot.of(deployment.jdbc(), "shop_001");
        }
        for (int round = 1; round <= ROUNDS; round++) {
            try (Deployment deployment = Deployment.of(getClass(), jar, server)) {
                disturb(deployment);

                assertThat(SchemaSnapshot.of(deployment.jdbc()).lines()).isEqualTo(shared.lines());
                for (String schema : new TenantHistories(deployment).schemas()) {
                    assertThat(SchemaSnapshot.of(deployment.jdbc(), schema).lines())
                            .as(schema)
                            .isEqualTo(tenant.lines());
                }
                assertThat(new TenantHistories(deployment).schemas()).hasSize(MixedChangelog.TENANTS);
                assertThat(deployment.lockHolders()).isEmpty();
            }
            log.info("measured: round {} of {} is as if undisturbed, {} kills so far", round, ROUNDS, kills);
        }
    }

    private void disturb(Deployment deployment) throws InterruptedException {
        DisturbedReplicas replicas = new DisturbedReplicas(deployment, server, changelog.arguments(), random);
        TenantHistories histories = new TenantHistories(deployment);
        for (DisturbedReplicas.Victim victim : victims()) {
            int goal = histories.recorded() + random.nextInt(MOST_CHANGESETS);
            eventually(() -> replicas.isDone() || histories.recorded() >= goal);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS)); // the moment is to be any
            if (replicas.isDone()) {
                break;
            }
            log.info("Killing a {} with {} changesets recorded", victim, histories.recorded());
            replicas.kill(victim);
            kills++;
        }
        replicas.finish();
    }

    private List<DisturbedReplicas.Victim> victims() {
        List<DisturbedReplicas.Victim> victims = new ArrayList<>();
        for (DisturbedReplicas.Victim victim : DisturbedReplicas.Victim.values()) {
            victims.addAll(Collections.nCopies(KILLS_OF_EACH, victim));
        }
        Collections.shuffle(victims, random);
        return victims;
    }
}
