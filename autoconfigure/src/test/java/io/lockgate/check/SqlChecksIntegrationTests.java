package io.lockgate.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("liquibase")
class SqlChecksIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void aValueThatIsAsExpectedOpensTheGate() {
        var start = service.start(
                "lockgate.checks.sql.orders.query=select count(*) from orders",
                "lockgate.checks.sql.orders.expect=0",
                "lockgate.checks.sql.b.query=select true",
                "lockgate.checks.sql.b.expect=true");

        assertThat(start.bean(ReadinessGate.class).checks())
                .extracting(CheckReport::name)
                .containsExactly("nothing-pending", "no-invalid-index", "connection", "b", "orders");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    select 41                              | expected 42, got 41
                    select null                            | expected 42, got null
                    select 42 where false                  | expected one row, got 0
                    select 42 from generate_series(1, 2)   | expected one row, got 2
                    select 42, 43                          | org.springframework.jdbc.IncorrectResultSetColumnCountException: Incorrect column count: expected 1, actual 2
                    select 42 from nowhere                 | ERROR: relation "nowhere" does not exist
                    """)
    void anythingElseIsSaid(String query, String reason) {
        var failure = service.failToStart(
                "lockgate.checks.attempts=1",
                "lockgate.checks.sql.answer.query=" + query,
                "lockgate.checks.sql.answer.expect=42");

        assertThat(failure.description())
                .startsWith("The schema is migrated, but not fit to serve after 1 attempts. answer: " + reason);
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }
}
