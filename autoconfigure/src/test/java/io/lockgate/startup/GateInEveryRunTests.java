package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.guard.Finding;
import io.lockgate.run.Run;
import io.lockgate.run.RunOf;
import io.lockgate.run.RunStep;
import io.lockgate.schema.ChangeSetId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State of the gate after runs of every kind, one after the other and beside each other. */
class GateInEveryRunTests {

    private final ReadinessGate gate = new ReadinessGate();

    @Test
    void aPreliminaryRunLeavesItClosed() {
        succeed(RunOf.early());

        assertThat(gate.state()).isEqualTo(GateState.CHECKING);
        assertThat(gate.hasBeenOpen()).isFalse();
    }

    @Test
    void aPreliminaryRunAfterItWasOpenedLeavesItOpen() {
        succeed(RunOf.all());
        Run early = RunOf.early();
        RunOf.begin(early, gate);
        assertThat(gate.isOpen()).isFalse();
        RunOf.succeed(early, gate);

        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void aPreliminaryRunThatFailsIsSeen() {
        fail(RunOf.early(), "early");

        assertThat(gate.state()).isEqualTo(GateState.FAILED);
        assertThat(gate.failure()).hasMessageContaining("early");
    }

    @Test
    void aRunClosesItUntilItHasSucceeded() {
        succeed(RunOf.all());
        Run again = RunOf.all();
        RunOf.begin(again, gate);
        assertThat(gate.isOpen()).isFalse();
        RunOf.succeed(again, gate);

        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.failure()).isNull();
    }

    @Test
    void tenantsAloneNeitherCloseNorOpenIt() {
        Run before = RunOf.tenants();
        RunOf.begin(before, gate);
        RunOf.succeed(before, gate);
        assertThat(gate.state()).isEqualTo(GateState.WAITING_FOR_DATABASE);

        succeed(RunOf.all());
        Run tenants = RunOf.tenants();
        RunOf.begin(tenants, gate);
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.run()).extracting(RunStatus::id).isEqualTo(tenants.id());
        fail(tenants, "tenant t001");

        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.failure()).hasMessageContaining("tenant t001");
    }

    @Test
    void aFailureOfTheSchemaStaysWhileTenantsAreMigrated() {
        fail(RunOf.all(), "schema");
        succeed(RunOf.tenants());

        assertThat(gate.state()).isEqualTo(GateState.FAILED);
        assertThat(gate.failure()).hasMessageContaining("schema");

        fail(RunOf.tenants(), "tenant");
        assertThat(gate.failure()).hasMessageContaining("schema");
        succeed(RunOf.all());
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.failure()).hasMessageContaining("tenant");
        succeed(RunOf.tenants());
        assertThat(gate.failure()).isNull();
    }

    @Test
    void aFailureStaysUntilARunHasSucceeded() {
        fail(RunOf.all(), "first");
        Run second = RunOf.all();
        RunOf.begin(second, gate);
        assertThat(gate.failure()).hasMessageContaining("first");
        RunOf.retry(second, gate, "second");
        assertThat(gate.failure()).hasMessageContaining("second");
        RunOf.succeed(second, gate);

        assertThat(gate.failure()).isNull();
    }

    @Test
    void aPreliminaryRunForgetsItsOwnAttemptsOnly() {
        fail(RunOf.all(), "schema");
        succeed(RunOf.early());
        assertThat(gate.failure()).hasMessageContaining("schema");

        ReadinessGate other = new ReadinessGate();
        Run early = RunOf.early();
        RunOf.begin(early, other);
        RunOf.retry(early, other, "lost");
        RunOf.succeed(early, other);
        assertThat(other.failure()).isNull();
    }

    @Test
    void aRunThatIsCancelledLeavesItClosed() {
        succeed(RunOf.all());
        Run run = RunOf.all();
        RunOf.begin(run, gate);
        RunOf.cancel(run, gate);
        assertThat(gate.state()).isEqualTo(GateState.FAILED);

        Run tenants = RunOf.tenants();
        RunOf.begin(tenants, gate);
        RunOf.cancel(tenants, gate);
        assertThat(gate.failure()).hasMessageContaining("cancelled");
    }

    @Test
    void aRunThatEndsLateDoesNotShowItsStepsAsThoseOfAnother() {
        Run tenants = RunOf.tenants();
        Run all = RunOf.all();
        RunOf.begin(tenants, gate);
        RunOf.begin(all, gate);
        int steps = gate.run().steps().size();
        gate.stepFinished(tenants, RunStep.APPLY, Duration.ofMillis(1));
        RunOf.succeed(tenants, gate);

        assertThat(gate.run().id()).isEqualTo(all.id());
        assertThat(gate.run().steps()).hasSize(steps);
        assertThat(gate.isOpen()).isFalse();
        RunOf.succeed(all, gate);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void whatIsFoundForATenantThatIsProvisionedIsNotOfTheRun() {
        succeed(RunOf.all());
        var id = new ChangeSetId("tenants.sql", "1", "ana");
        gate.found(RunOf.provisioning(), List.of(new Finding("rule", Finding.Severity.WARN, id, "message", "action")));

        assertThat(gate.findings()).isEmpty();
    }

    private void succeed(Run run) {
        RunOf.begin(run, gate);
        RunOf.succeed(run, gate);
    }

    private void fail(Run run, String reason) {
        RunOf.begin(run, gate);
        RunOf.fail(run, gate, reason);
    }
}
