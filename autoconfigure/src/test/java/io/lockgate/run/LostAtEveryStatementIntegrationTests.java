package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.Lockgate;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.CuttingProxy;
import io.lockgate.testing.CuttingProxy.Cut;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whichever statement of a run finds its session gone, the run goes again and ends ready, and everything is there once. By default
 * some statements are tried; {@code -Dlockgate.cuts=1} tries every one.
 */
@Tag("liquibase")
class LostAtEveryStatementIntegrationTests {

    private static final String[] QUICK = {
        "lockgate.retry.delay=10ms", "lockgate.database.wait.delay=10ms", "spring.datasource.hikari.maximum-pool-size=6"
    };

    private static final String FIRST =
            "--changeset ana:1\ncreate table effects (changeset int);\ninsert into effects values (1);\n";

    private static final String SECOND = "--changeset ana:2\ninsert into effects values (2);\n";

    private static final String TOLERATED =
            "--changeset ana:tolerated failOnError:false\ninsert into effects values ('none');\n";

    private static final List<String> TENANTS = List.of("t001", "t002", "t003");

    @RegisterExtension
    private final TestService service = new TestService();

    private CuttingProxy network;

    @BeforeEach
    void connect() throws IOException {
        network = CuttingProxy.to(service.database());
        service.property("spring.datasource.url=" + network.url());
    }

    @AfterEach
    void disconnect() throws IOException {
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    void aFirstStart(Cut cut) {
        service.changelog(FIRST + SECOND);
        var start = service.start(QUICK);

        atEveryStatement(
                cut,
                4,
                start,
                Lockgate::migrate,
                () -> service.database().execute("drop schema public cascade", "create schema public"));
    }

    @ParameterizedTest
    @EnumSource
    void aStartWithNothingToDo(Cut cut) {
        service.changelog(FIRST + SECOND);
        service.startAndStop(QUICK);
        var start = service.start(QUICK);

        atEveryStatement(cut, 1, start, Lockgate::migrate, () -> {});
    }

    @ParameterizedTest
    @EnumSource
    void aStartWithOneChangeset(Cut cut) {
        service.changelog(FIRST + SECOND);
        var start = service.start(QUICK);

        atEveryStatement(
                cut,
                4,
                start,
                Lockgate::migrate,
                () -> service.database()
                        .execute(
                                "delete from effects where changeset = 2",
                                "delete from databasechangelog where id = '2'"));
    }

    @ParameterizedTest
    @EnumSource
    void aStartWithAChangesetThatFailsAndIsTolerated(Cut cut) {
        service.changelog(FIRST + TOLERATED + SECOND);
        var start = service.start(QUICK);

        atEveryStatement(cut, 2, start, Lockgate::migrate, () -> {});
    }

    @ParameterizedTest
    @EnumSource
    void aRolloutOfTenants(Cut cut) {
        var start = startWithTenants();

        atEveryStatement(
                cut,
                7,
                start,
                Lockgate::migrate,
                () -> TENANTS.forEach(tenant -> service.database()
                        .execute(
                                "delete from %s.effects where changeset = 2".formatted(tenant),
                                "delete from %s.databasechangelog where id = '2'".formatted(tenant))));
        TENANTS.forEach(this::assertOnce);
    }

    @ParameterizedTest
    @EnumSource
    void aTenantThatIsProvisioned(Cut cut) {
        var start = startWithTenants();

        atEveryStatement(
                cut,
                7,
                start,
                lockgate -> lockgate.provisionTenant("t009"),
                () -> service.database().execute("drop schema if exists t009 cascade"));
        assertOnce("t009");
    }

    private Start startWithTenants() {
        service.changelog(FIRST + SECOND);
        service.tenants(FIRST + SECOND).withTenants(TENANTS);
        return service.start(QUICK);
    }

    /** Until a run has come to its end without meeting the statement that was to fail. */
    private void atEveryStatement(Cut cut, int step, Start start, Consumer<Lockgate> run, Runnable before) {
        int every = Integer.getInteger("lockgate.cuts", step);
        int statement = 1;
        do {
            before.run();
            network.cutAt(statement, cut);
            try {
                run.accept(start.bean(Lockgate.class));
            } catch (RuntimeException e) {
                throw new AssertionError("Statement %d, %s".formatted(statement, cut), e);
            }
            assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
            assertOnce("public");
            assertThat(service.database().lockHolders())
                    .as("statement %d", statement)
                    .isEmpty();
            statement += every;
        } while (network.hasCut());
        assertThat(statement).isGreaterThan(4);
        network.heal();
    }

    private void assertOnce(String schema) {
        assertThat(service.database().query("select changeset from %s.effects order by 1".formatted(schema)))
                .containsExactly("1", "2");
        assertThat(service.database().query("select id from %s.databasechangelog order by 1".formatted(schema)))
                .containsExactly("1", "2");
    }
}
