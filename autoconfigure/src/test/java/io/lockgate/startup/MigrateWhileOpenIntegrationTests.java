package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockgate.run.RunInProgressException;
import io.lockgate.run.RunResult;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.schema.SchemaVersion;
import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service that takes traffic, and is told to migrate what was added since it started. */
@Tag("liquibase")
class MigrateWhileOpenIntegrationTests {

    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    @RegisterExtension
    private final TestService service = new TestService();

    private Start start;

    private Lockgate lockgate;

    @BeforeEach
    void startAndAddChangeset() {
        service.listening().releases();
        service.release(1, "create table orders (id int);\n");
        start = service.start();
        lockgate = start.bean(Lockgate.class);
        service.release(2, HeldChangeset.WAITS);
    }

    @Test
    void theGateIsClosedMeanwhile() throws Exception {
        assertThat(readiness()).isEqualTo(OK);

        CompletableFuture<RunResult> run;
        try (var held = service.holdChangeset()) {
            run = migrateAndAwait(held);

            assertThat(readiness()).isEqualTo(SERVICE_UNAVAILABLE);
            assertThat(start.bean(ReadinessGate.class).state()).isEqualTo(GateState.MIGRATING);
            assertThat(start.http().json("/actuator/schema"))
                    .extractingPath("$.run.trigger")
                    .isEqualTo("APPLICATION");
        }

        assertThat(run.get(1, TimeUnit.MINUTES).executed())
                .extracting(ChangeSetId::id)
                .containsExactly("2");
        assertThat(start.bean(ReadinessGate.class).state()).isEqualTo(GateState.OPEN);
        assertThat(readiness()).isEqualTo(OK);
    }

    @Test
    void versionAndReadinessOfTheSchemaFollow() throws Exception {
        assertThat(lockgate.version()).map(SchemaVersion::id).contains("1");
        assertThat(lockgate.isReady("public")).isTrue();
        assertThat(lockgate.isReady("elsewhere")).isFalse();

        CompletableFuture<RunResult> run;
        try (var held = service.holdChangeset()) {
            run = migrateAndAwait(held);

            assertThat(lockgate.version()).map(SchemaVersion::id).contains("1");
            assertThat(lockgate.isReady("public")).isFalse();
        }

        run.get(1, TimeUnit.MINUTES);
        assertThat(lockgate.version()).map(SchemaVersion::id).contains("2");
        assertThat(lockgate.isReady("public")).isTrue();
    }

    @Test
    void aSecondRunIsRefusedAndDoesNotDisturbTheFirst() throws Exception {
        CompletableFuture<RunResult> run;
        try (var held = service.holdChangeset()) {
            run = migrateAndAwait(held);

            assertThatExceptionOfType(RunInProgressException.class).isThrownBy(lockgate::migrate);

            assertThat(start.bean(ReadinessGate.class).state()).isEqualTo(GateState.MIGRATING);
            assertThat(start.bean(ReadinessGate.class).failure()).isNull();
        }

        run.get(1, TimeUnit.MINUTES);
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    private CompletableFuture<RunResult> migrateAndAwait(HeldChangeset held) {
        var run = CompletableFuture.supplyAsync(lockgate::migrate);
        held.awaitWaiting();
        return run;
    }

    private int readiness() {
        return start.http().status("/actuator/health/readiness");
    }
}
