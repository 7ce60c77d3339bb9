package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.OrdersProcess.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes that start together share the tenants, and what one of them leaves when it is killed the others do. */
class SharedRolloutIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(SharedRolloutIntegrationTests.class);

    private static final int TENANTS = 300;

    /** Of the tenants' changelog, with the two that the test adds. */
    private static final int CHANGE_SETS = 12;

    private static final List<String> PODS = List.of("pod-1", "pod-2", "pod-3");

    @AutoClose
    private final Deployment deployment = Deployment.of(SharedRolloutIntegrationTests.class);

    private final TenantHistories histories = new TenantHistories(deployment);

    @Test
    void aProcessThatIsKilledInTheMiddleLosesNothing() {
        deployment.start().awaitReady().kill();
        histories.name(TENANTS);
        deployment.hold();
        Map<String, OrdersProcess> pods = new HashMap<>();
        PODS.forEach(pod -> pods.put(pod, startPod(pod)));
        eventually(() ->
                pods.values().stream().allMatch(pod -> pod.output().contains("%d of them behind".formatted(TENANTS))));

        deployment.letGo();
        eventually(() -> histories.begun() > TENANTS / 4
                && deployment.lockHoldingServices().size() == PODS.size());
        OrdersProcess killed = pods.remove(PODS.get(0));
        killed.kill();
        log.info("measured: killed with {} of {} tenants begun", histories.begun(), TENANTS);
        assertThat(histories.begun()).isLessThan(TENANTS);

        assertThat(pods.values()).allSatisfy(pod -> {
            pod.awaitReady();
            pod.get(SCHEMA)
                    .expectBody()
                    .jsonPath("$.tenants.current")
                    .isEqualTo(TENANTS)
                    .jsonPath("$.tenants.failed")
                    .isEqualTo(0);
            assertThat(pod.output()).doesNotContain(" ERROR ");
        });
        assertThat(histories.executed("slow")).isEqualTo(TENANTS);
        assertThat(histories.rows()).isEqualTo(TENANTS * CHANGE_SETS);
        assertThat(histories.distinctRows()).isEqualTo(TENANTS * CHANGE_SETS);
        assertThat(deployment.lockHolders()).isEmpty();
        assertThat(deployment.sessions("application_name like 'lockgate:%'")).isZero();
    }

    private OrdersProcess startPod(String name) {
        return deployment.start("--spring.application.name=" + name, Deployment.tenantsOn(Deployment.TENANTS_SLOWLY));
    }
}
