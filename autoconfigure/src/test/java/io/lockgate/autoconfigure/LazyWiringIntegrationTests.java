package io.lockgate.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** What answers questions is created when the first one is asked: no start waits for it. */
class LazyWiringIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService().listening();

    @Test
    void whatNobodyAsksForIsNotCreated() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        var start = service.start();
        ConfigurableListableBeanFactory beans = start.awaitReady().getBeanFactory();

        assertThat(beans.containsSingleton("lockgate")).isFalse();
        assertThat(beans.containsSingleton("lockgateSchemaStates")).isFalse();

        assertThat(start.http().json("/actuator/schema"))
                .extractingPath("$.version.id")
                .isEqualTo("1");
        assertThat(start.http().json("/actuator/info"))
                .extractingPath("$.schema.version.id")
                .isEqualTo("1");
    }
}
