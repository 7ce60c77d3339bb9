package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
import java.util.concurrent.TimeUnit;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change by code throws an {@link Error}: no tenant has failed, the process ends. */
@Tag("liquibase")
class ErrorInChangesetIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void aTenantsChangelogWithCode() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        service.tenants("").withTenants(6);
        service.file("db/changelog/tenants.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [customChange: {class: %s}]}
                """.formatted(Throwing.class.getName()));
        service.property("lockgate.tenants.change-log=classpath:db/changelog/tenants.yaml");
        service.property("lockgate.tenants.on-error=continue");
        service.property("lockgate.tenants.canary=0");
    }

    @ParameterizedTest
    @CsvSource({"serial, memory", "parallel, memory", "parallel, stack", "serial, class", "parallel, class"})
    void theStartEndsWithIt(String executor, String kind) {
        Throwing.kind = kind;

        var failure = service.begin("lockgate.tenants.executor=" + executor, "lockgate.on-failure=stay")
                .awaitFailure();

        assertThat(failure)
                .hasCauseInstanceOf(Throwing.error(kind).getClass())
                .hasRootCauseMessage(Throwing.error(kind).getMessage());
        assertThat(service.output()).doesNotContain("Tenant t001 failed");
        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.database()
                        .query("select count(*) from pg_stat_activity where application_name like 'lockgate:%'"))
                .containsExactly("0");
    }

    @Test
    void theProcessEndsWhereTenantsAreMigratedBesideTheTraffic() throws Exception {
        var process = service.fork(
                "lockgate.tenants.ready-when=shared",
                "spring.main.web-application-type=servlet",
                "server.port=0",
                "lockgate.tenants.executor=parallel");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(service.printedByProcesses())
                .contains("java.lang.OutOfMemoryError: none left of thread lockgate-tenants ends the process");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    /** Throws, whatever tenant it is called for. */
    public static final class Throwing extends PlainChange implements CustomTaskChange {

        static volatile String kind = "memory";

        static Error error(String kind) {
            return switch (kind) {
                case "stack" -> new StackOverflowError("too deep");
                case "class" -> new NoClassDefFoundError("com/acme/Supplier");
                default -> new OutOfMemoryError("none left");
            };
        }

        @Override
        public void execute(Database database) {
            throw error(kind);
        }
    }
}
