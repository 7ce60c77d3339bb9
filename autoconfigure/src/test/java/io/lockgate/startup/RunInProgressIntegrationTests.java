package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.lockgate.run.RunInProgressException;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class RunInProgressIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aSecondRunOfTheSameProcessIsRefused() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.database().createLiquibasesLock("true, now(), 'pod-3'");
        var start = service.begin();
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.WAITING_FOR_LOCK);

        var refusal = catchThrowableOfType(
                RunInProgressException.class, () -> start.bean(Lockgate.class).migrate());

        assertThat(refusal)
                .hasMessageMatching("A run is going on in this process since \\S+Z \\(%s\\)\\."
                        .formatted(start.bean(ReadinessGate.class).run().id()));
        assertThat(refusal.action()).isEqualTo("Wait until it is done; /actuator/schema shows how far it is.");
        assertThat(refusal.isTransient()).isTrue();
        service.database().execute("update databasechangeloglock set locked = false");
        start.awaitReady();
    }
}
