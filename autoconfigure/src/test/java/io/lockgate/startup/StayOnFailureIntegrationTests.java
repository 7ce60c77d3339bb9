package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockgate.LockgateException;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Tag("liquibase")
class StayOnFailureIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aLaterMigrationLetsTheStartGoOn() {
        var start = beginWithChangesetThatFails();
        var gate = start.bean(ReadinessGate.class);

        assertThat(start.isDone()).isFalse();
        assertThat(start.context().isActive()).isTrue();
        assertThat(gate.failure()).hasMessageContaining("relation \"orders\" does not exist");
        assertThat(start.bean(ApplicationAvailability.class).getLivenessState()).isEqualTo(LivenessState.CORRECT);
        assertThat(start.bean(ApplicationAvailability.class).getReadinessState())
                .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(health(start)).isNotEqualTo(Status.UP);
        assertThat(start.bean(AtomicBoolean.class)).isFalse();

        service.database().execute("create table orders (id int)");
        start.bean(Lockgate.class).migrate();
        start.awaitReady();

        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.failure()).isNull();
        assertThat(start.bean(ApplicationAvailability.class).getReadinessState())
                .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(health(start)).isEqualTo(Status.UP);
        assertThat(start.bean(AtomicBoolean.class)).isTrue();
        assertThat(service.database().query("select outcome from lockgate_run order by started_at"))
                .containsExactly("FAILED", "MIGRATED");
    }

    @Test
    void aMigrationThatFailsAgainIsThrownAndKeepsTheGateClosed() {
        var start = beginWithChangesetThatFails();

        assertThatThrownBy(() -> start.bean(Lockgate.class).migrate())
                .isInstanceOf(LockgateException.class)
                .hasMessageContaining("relation \"orders\" does not exist");

        assertThat(start.bean(ReadinessGate.class).state()).isEqualTo(GateState.FAILED);
        assertThat(start.isDone()).isFalse();
        assertThat(start.bean(AtomicBoolean.class)).isFalse();
    }

    @Test
    void closingTheContextEndsTheStart() {
        var start = beginWithChangesetThatFails();
        var ran = start.bean(AtomicBoolean.class);

        start.context().close();

        await().until(start::isDone);
        assertThat(service.output()).doesNotContain("APPLICATION FAILED TO START");
        assertThat(ran).isFalse();
    }

    private Start beginWithChangesetThatFails() {
        service.changelog("--changeset ana:1\ninsert into orders values (1);\n");
        var start = service.with(UsersRunner.class).begin("lockgate.on-failure=stay");
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);
        return start;
    }

    private static Status health(Start start) {
        return start.context()
                .getBean("schemaHealthIndicator", HealthIndicator.class)
                .health()
                .getStatus();
    }

    @Configuration(proxyBeanMethods = false)
    static class UsersRunner {

        @Bean
        AtomicBoolean ran() {
            return new AtomicBoolean();
        }

        @Bean
        ApplicationRunner usersRunner(AtomicBoolean ran) {
            return arguments -> ran.set(true);
        }
    }
}
