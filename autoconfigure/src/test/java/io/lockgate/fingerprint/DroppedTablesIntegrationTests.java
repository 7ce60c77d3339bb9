package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody looks at the tables of an application to find out what is pending, Liquibase neither; but checks are always run. */
@Tag("liquibase")
class DroppedTablesIntegrationTests {

    private static final String QUERY = "lockgate.checks.sql.orders.query=select to_regclass('orders') is not null";

    private static final String EXPECT = "lockgate.checks.sql.orders.expect=true";

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aCheckSeesThatATableIsGoneThoughNothingIsPending() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startUntilRecognised(QUERY, EXPECT);
        service.database().execute("drop table orders");

        assertThat(service.failToStart(QUERY, EXPECT, "lockgate.checks.attempts=1")
                        .description())
                .contains("orders");
        assertThat(service.recognisedStarts()).isEqualTo(2);
    }
}
