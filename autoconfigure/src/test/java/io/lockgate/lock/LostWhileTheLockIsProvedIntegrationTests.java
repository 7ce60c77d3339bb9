package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.sql.Connection;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** A session that ends while its lock is being proved frees the lock for others: that says nothing of the server. */
class LostWhileTheLockIsProvedIntegrationTests {

    private final AtomicInteger left = new AtomicInteger(1);

    private String marker = "";

    @RegisterExtension
    private final TestService service = new TestService().intercept(this::endTheHolderBefore);

    @Test
    void theLockIsNotCalledMeaninglessWhenTheSecondSessionIsGrantedIt() {
        marker = "pg_advisory_unlock(";

        startsOnceMore();
    }

    @Test
    void theLockIsNotCalledMeaninglessWhenTheServerDoesNotShowItAnyMore() {
        marker = "pg_locks";

        startsOnceMore();
    }

    @Test
    void theServerIsNotCalledAStandbyWhenTheFirstQuestionFails() {
        marker = "pg_is_in_recovery";

        startsOnceMore();
    }

    private void startsOnceMore() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        service.startAndStop();

        assertThat(left).hasValue(0);
        assertThat(service.output())
                .contains("is retried in 100 ms")
                .doesNotContain("advisory locks mean nothing", "lockgate.enabled=false");
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    /** As an administrator would, in the last moment: whoever holds an advisory lock, or else asks. */
    private Object endTheHolderBefore(String sql, Connection connection, Callable<Object> statement) throws Exception {
        if (!marker.isEmpty() && sql.contains(marker) && left.getAndUpdate(some -> Math.max(0, some - 1)) > 0) {
            var holders = service.database().lockHolders();
            int pid = holders.isEmpty() ? connection.unwrap(PGConnection.class).getBackendPID() : holders.get(0);
            service.database().query("select pg_terminate_backend(%d, 10000)".formatted(pid));
        }
        return statement.call();
    }
}
