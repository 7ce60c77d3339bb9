package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All tenants fail. */
@Tag("liquibase")
class MaxFailuresIntegrationTests {

    private static final int TENANTS = 10;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void drift() {
        service.property("lockgate.tenants.adopt-schemas=true");
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("--changeset ana:1\ncreate table orders (id int);\n").withTenants(TENANTS);
        IntStream.rangeClosed(1, TENANTS)
                .forEach(i -> service.database().execute("create table t%03d.orders (id int)".formatted(i)));
    }

    @Test
    void noneBeginsWhereMoreHaveFailedThanMay() {
        var failure = service.failToStart(
                "lockgate.tenants.on-error=continue", "lockgate.tenants.max-failures=2", "lockgate.tenants.canary=0");

        assertThat(failure.description()).startsWith("3 of 10 tenants failed, 7 are behind and were not begun: ");
    }

    @Test
    void aFewOfManyAreNamed() {
        var failure = service.failToStart("lockgate.tenants.on-error=continue", "lockgate.tenants.canary=0");

        assertThat(failure.description())
                .startsWith("10 of 10 tenants failed, 0 are behind and were not begun: ")
                .contains("\nt004: Changeset db/changelog/tenants.sql::1::ana failed", "\nand 5 more")
                .doesNotContain("t006");
    }

    @Test
    void aCanaryThatFailsStopsTheOthersInAnyCase() {
        var failure = service.failToStart("lockgate.tenants.on-error=continue");

        assertThat(failure.description()).startsWith("1 of 10 tenants failed, 9 are behind and were not begun: t001: ");
    }
}
