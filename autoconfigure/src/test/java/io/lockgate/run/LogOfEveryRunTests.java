package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Lines that the log has of runs of every kind. */
@ExtendWith(OutputCaptureExtension.class)
class LogOfEveryRunTests {

    private final RunListener log = RunListener.logging();

    @Test
    void aRunThatSucceedsIsSaidToByWhatItWasFor(CapturedOutput output) {
        succeed(RunOf.early());
        assertThat(output).contains("checks are to follow").doesNotContain("The schema is ready");
        succeed(RunOf.tenants());
        assertThat(output).contains("All tenants are ready").doesNotContain("The schema is ready");
        succeed(RunOf.all());
        assertThat(output).contains("The schema is ready");
    }

    @Test
    void aRunThatFailsIsSaidToByWhatItWasFor(CapturedOutput output) {
        fail(RunOf.tenants());
        assertThat(output).contains("Tenants are not ready").doesNotContain("The schema is not ready");
        fail(RunOf.early());
        assertThat(output).contains("The schema is not ready");
    }

    @Test
    void oneThatIsCancelledIsNoError(CapturedOutput output) {
        for (Run run : List.of(RunOf.early(), RunOf.all(), RunOf.tenants())) {
            RunOf.begin(run, log);
            RunOf.cancel(run, log);
            assertThat(output).contains("Run " + run.id() + " ended early");
        }
        assertThat(output).doesNotContain("not ready");
    }

    @Test
    void aTenantThatIsProvisionedBesideARolloutIsNotCountedAsItsOwn() {
        TenantProgress progress = new TenantProgress();
        Run rollout = RunOf.tenants();
        progress.counted(rollout, List.of(report("t001", TenantState.BEHIND)));

        assertThat(progress.changed(RunOf.provisioning(), report("acme", TenantState.CURRENT)))
                .isEmpty();
        assertThat(progress.changed(rollout, report("t001", TenantState.CURRENT)))
                .hasValueSatisfying(line -> assertThat(line).startsWith("tenants 1/1"));
    }

    @Test
    void aSecondRolloutCountsAnew() {
        TenantProgress progress = new TenantProgress();
        Run first = RunOf.tenants();
        progress.counted(first, List.of(report("t001", TenantState.BEHIND), report("t002", TenantState.BEHIND)));

        assertThat(progress.counted(RunOf.all(), List.of(report("t001", TenantState.BEHIND))))
                .isEqualTo("1 tenants, 1 of them behind");
        assertThat(progress.changed(first, report("t002", TenantState.CURRENT)))
                .as("the first has ended late")
                .isEmpty();
    }

    private void succeed(Run run) {
        RunOf.begin(run, log);
        RunOf.succeed(run, log);
    }

    private void fail(Run run) {
        RunOf.begin(run, log);
        RunOf.fail(run, log, "reason");
    }

    private static TenantReport report(String schema, TenantState state) {
        return new TenantReport(
                schema,
                new ChangelogTarget(schema, "databasechangelog", "databasechangeloglock", true),
                state,
                List.of(),
                0,
                null);
    }
}
