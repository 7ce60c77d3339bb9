package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class ConnectionInvalidIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void whatThePoolRunsOnANewConnectionIsWrong() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        var before = service.database().contents();

        var failure = service.failToStart("spring.datasource.hikari.connection-init-sql=selct 1");

        assertThat(failure.description())
                .startsWith(
                        "The application cannot connect as it is configured: ERROR: syntax error at or near \"selct\"");
        assertThat(failure.action()).contains("spring.datasource.hikari.connection-init-sql");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.output()).doesNotContain("did not answer");
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
