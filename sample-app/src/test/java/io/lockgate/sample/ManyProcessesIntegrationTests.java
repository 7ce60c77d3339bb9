package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Many processes that start at once on an empty database come up, and the schema is migrated once. */
class ManyProcessesIntegrationTests {

    private static final int PROCESSES = Integer.getInteger("lockgate.crowd.processes", 8);

    @AutoClose
    private final Deployment deployment = Deployment.of(ManyProcessesIntegrationTests.class);

    @Test
    void allBecomeReadyAndOneMigrates() {
        List<OrdersProcess> services = Stream.generate(
                        () -> deployment.start("--spring.datasource.hikari.maximum-pool-size=2"))
                .limit(PROCESSES)
                .toList();

        assertThat(services).allSatisfy(OrdersProcess::awaitReady);

        assertThat(services)
                .filteredOn(service -> service.output().contains("Changeset 1/"))
                .hasSize(1);
        assertThat(services).allSatisfy(service -> assertThat(service.output()).doesNotContain(" ERROR "));
        assertThat(deployment.recordedTwice()).isEmpty();
        assertThat(deployment.recorded("1.4-tag")).isOne();
        assertThat(deployment.lockHolders()).isEmpty();
    }
}
