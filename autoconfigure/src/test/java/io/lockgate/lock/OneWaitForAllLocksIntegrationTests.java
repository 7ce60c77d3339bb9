package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.Measurement;
import io.lockgate.testing.OtherPod;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Time spent waiting for one lock is not spent again on the next. */
@Tag("liquibase")
class OneWaitForAllLocksIntegrationTests {

    private static final Duration WAIT = Duration.ofSeconds(5);

    /** Most of it. */
    private static final Duration MOST = Duration.ofSeconds(4);

    private static final LockKey LOCK_OF_THE_TABLE = LockKey.of("public", "databasechangeloglock");

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void theRowOfLiquibasesLockIsWaitedForWithWhatIsLeft() {
        service.database().createLiquibasesLock("true, now(), 'pod-3 (10.0.0.3)'");
        Start start;
        try (var pod = service.otherPod()) {
            start = beginAndWaitFor(MOST);
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }

        assertFailsInLessThanAWholeWait(start);
        assertThat(service.output())
                .contains("Liquibase's own lock in public.databasechangeloglock was not free within 5s");
    }

    @Test
    void theLockOfItsTableIsWaitedForWithWhatIsLeft() throws SQLException {
        service.database().createLiquibasesLock("false, null, null");
        try (Connection other = service.database().connect()) {
            other.createStatement().execute("select pg_advisory_lock(%s)".formatted(LOCK_OF_THE_TABLE));
            Start start;
            try (var pod = service.otherPod()) {
                start = beginAndWaitFor(MOST);
                assertThat(service.database().lockHolders()).contains(pod.pid());
            }

            assertFailsInLessThanAWholeWait(start);
            assertThat(service.output()).contains("The lock %s was not free within 5s".formatted(LOCK_OF_THE_TABLE));
        }
    }

    @Test
    void theRowIsWaitedForWithWhatTheLockOfItsTableHasLeft() throws SQLException {
        service.database().createLiquibasesLock("true, now(), 'pod-3 (10.0.0.3)'");
        Start start;
        try (Connection other = service.database().connect()) {
            other.createStatement().execute("select pg_advisory_lock(%s)".formatted(LOCK_OF_THE_TABLE));
            start = begin();
            await().until(() -> service.database().lockHolders().size() == 2);
            awaitElapsed(MOST);
        }

        assertFailsInLessThanAWholeWait(start);
        assertThat(service.output()).contains("locked by pod-3 (10.0.0.3)");
    }

    private Start begin() {
        return service.begin("lockgate.on-failure=stay", "lockgate.lock.wait-timeout=5s");
    }

    private Start beginAndWaitFor(Duration duration) {
        Start start = begin();
        await().until(() -> service.output().toString().contains("Waiting for lock " + OtherPod.LOCK));
        awaitElapsed(duration);
        return start;
    }

    private static void awaitElapsed(Duration duration) {
        var watch = Measurement.start();
        await().until(() -> watch.elapsed().compareTo(duration) > 0);
    }

    private static void assertFailsInLessThanAWholeWait(Start start) {
        var watch = Measurement.start();
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.FAILED);
        assertThat(watch.elapsed()).isLessThan(WAIT);
    }
}
