package io.lockgate.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailureInSchemaEndpointIntegrationTests {

    private static final int SERVICE_UNAVAILABLE = 503;

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void whatFailedAndWhatToDoIsShownAsLongAsTheServiceStays() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ana:2
                insert into nowhere values (1);
                """);
        var start = service.listening().begin("lockgate.on-failure=stay");
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);
        var failure = start.bean(ReadinessGate.class).failure();

        var schema = start.http().json("/actuator/schema");

        assertThat(schema).extractingPath("$.state").isEqualTo("FAILED");
        assertThat(schema)
                .extractingPath("$.failure")
                .asMap()
                .containsOnlyKeys("message", "action")
                .containsEntry("message", failure.summary())
                .containsEntry("action", failure.action());
        assertThat(schema).extractingPath("$.version.id").isEqualTo("1");
        assertThat(schema).extractingPath("$.pending").isEqualTo(1);
        assertThat(schema).extractingPath("$.run.step").isEqualTo("APPLY");
        assertThat(start.http().status("/actuator/health/readiness")).isEqualTo(SERVICE_UNAVAILABLE);
    }
}
