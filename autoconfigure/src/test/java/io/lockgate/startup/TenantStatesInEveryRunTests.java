package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.run.RunOf;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States of tenants after runs of every kind. */
class TenantStatesInEveryRunTests {

    private final TenantStates states = new TenantStates(() -> {
        throw new AssertionError("asked the database");
    });

    @Test
    void thereAreNoneBeforeTheyWereCounted() {
        RunOf.begin(RunOf.early(), states);
        RunOf.succeed(RunOf.early(), states);

        assertThat(states.counts()).isEmpty();
    }

    @Test
    void aRunOfTheirOwnCountsThemAsOneOfAllDoes() {
        for (var run : List.of(RunOf.all(), RunOf.tenants())) {
            states.tenantsCounted(
                    run, List.of(report("t001", TenantState.CURRENT), report("t002", TenantState.BEHIND)));

            assertThat(states.isReady("t001")).isTrue();
            assertThat(states.counts())
                    .hasValueSatisfying(counts -> assertThat(counts.total()).isEqualTo(2));
        }
    }

    @Test
    void oneThatIsProvisionedBesideThemIsAddedUntilTheyAreCountedAgain() {
        states.tenantsCounted(RunOf.tenants(), List.of(report("t001", TenantState.RUNNING)));
        states.tenantChanged(RunOf.provisioning(), report("acme", TenantState.CURRENT));

        assertThat(states.isReady("acme")).isTrue();
        assertThat(states.one("t001"))
                .hasValueSatisfying(tenant -> assertThat(tenant.state()).isEqualTo(TenantState.RUNNING));
        states.tenantsCounted(RunOf.all(), List.of(report("t001", TenantState.CURRENT)));
        assertThat(states.one("acme")).isEmpty();
    }

    @Test
    void theFailureOfARunIsNotThatOfItsTenants() {
        states.tenantsCounted(RunOf.tenants(), List.of(report("t001", TenantState.CURRENT)));
        RunOf.fail(RunOf.all(), states, "shared");

        assertThat(states.isReady("t001")).isTrue();
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
