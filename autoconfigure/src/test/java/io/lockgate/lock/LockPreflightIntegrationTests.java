package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A session whose lock means nothing, or that cannot write, is refused by name, and no other is. */
@Tag("liquibase")
class LockPreflightIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.hikari.read-only=true",
                "spring.datasource.hikari.connection-init-sql=set default_transaction_read_only = on"
            })
    void aReadOnlySessionIsRefused(String property) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        var failure = service.failToStart(property);

        assertThat(failure.description()).isEqualTo("The schema is to be migrated, but the session is read-only.");
        assertThat(failure.exitCode()).isOne();
        assertThat(service.database().tables()).isEmpty();
    }

    @Test
    void aReadOnlySessionWillDoWhereNothingIsPending() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();

        service.startAndStop("spring.datasource.hikari.connection-init-sql=set default_transaction_read_only = on");

        assertThat(service.output()).doesNotContain("Could not write");
    }

    @Test
    void aSingleConnectionIsNotTakenForTwo() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.with(OneConnection.class)
                .startAndStop(
                        "lockgate.history.enabled=false",
                        "url=" + service.database().url());

        assertThat(service.database().history()).containsExactly("1");
    }

    @Configuration(proxyBeanMethods = false)
    static class OneConnection {

        @Bean
        DataSource dataSource(@Value("${url}") String url) {
            return new SingleConnectionDataSource(url, "postgres", "", true);
        }
    }
}
