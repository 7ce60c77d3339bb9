package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service ends while tenants are migrated, each of them in the middle of a changeset. */
class RolloutIsCancelledIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String FIRST = "--changeset ana:1\ncreate table effects (changeset int);\n";

    private static final String RELEASE =
            FIRST + "--changeset ana:2\ninsert into effects values (2);\n" + HeldChangeset.WAITS;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aReleaseBefore() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants(FIRST).withTenants(20).startAndStop();
        service.tenants(RELEASE);
    }

    @ParameterizedTest
    @CsvSource({"all, serial, auto", "all, parallel, auto", "all, parallel, off", "shared, parallel, off"})
    void theEndOfTheContextRollsBackWhatIsGoingOn(String readyWhen, String executor, String replay) {
        try (var held = service.holdChangeset()) {
            var start = service.begin(
                    "lockgate.tenants.canary=0",
                    "lockgate.tenants.ready-when=" + readyWhen,
                    "lockgate.tenants.executor=" + executor,
                    "lockgate.tenants.replay=" + replay);
            held.awaitWaiting();

            start.context().close();

            await().atMost(PATIENCE).until(start::isDone);
            await().atMost(PATIENCE).until(() -> service.database().sessions().size() == 1);
        }
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(20, "1"));
        assertThat(service.database().query("select count(*) from t001.effects"))
                .containsExactly("0");
        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.output()).contains("ended early").doesNotContain("APPLICATION FAILED TO START");

        service.startAndStop();
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(20, "1,2"));
    }

    @Test
    void sigtermDoesSo() throws Exception {
        try (var held = service.holdChangeset()) {
            var process = service.fork("lockgate.tenants.executor=parallel", "lockgate.tenants.canary=0");
            held.awaitWaiting();

            process.destroy();

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            await().atMost(PATIENCE).until(() -> service.database().sessions().size() == 1);
        }
        assertThat(Histories.of(service.database())).isEqualTo(Histories.all(20, "1"));
        assertThat(service.database().lockHolders()).isEmpty();
    }
}
