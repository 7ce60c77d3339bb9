package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.Measurement;
import io.lockgate.testing.TestService;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * Contexts come and go in one process, in tests and in application servers: none leaves a connection, a lock, a thread, or
 * anything in the static parts of Liquibase.
 */
class ManyStartsIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(ManyStartsIntegrationTests.class);

    private static final int STARTS = Integer.getInteger("lockgate.starts", 200);

    /** Until all that is made once in the life of a process is there. */
    private static final int WARM_UP = 3;

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void leaveNothingBehind() {
        service.database().execute("create table starts (at timestamptz)");
        service.changelog("--changeset ana:1 runAlways:true\ninsert into starts values (now());\n");
        startAndStop(WARM_UP);
        Set<String> threads = threads();
        Map<String, Object> scope = scope();
        var watch = Measurement.start();

        startAndStop(STARTS);

        log.info("measured: {} starts in {} ms", STARTS, watch.elapsed().toMillis());
        assertThat(service.database().query("select at from starts")).hasSize(WARM_UP + STARTS);
        await().untilAsserted(() -> assertThat(service.database().sessions()).isEmpty());
        assertThat(service.database().lockHolders()).isEmpty();
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));
        assertThat(scope()).isEqualTo(scope);
    }

    private void startAndStop(int times) {
        for (int i = 0; i < times; i++) {
            service.startAndStop();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("awaitility"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What Liquibase keeps for the life of the process: the scope of this thread, and the root of all, with its singletons. */
    private static Map<String, Object> scope() {
        Scope current = Scope.getCurrentScope();
        Scope root = current;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Object histories = ReflectionTestUtils.getField(
                Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class), "services");
        Map<?, ?> values = (Map<?, ?>) ReflectionTestUtils.getField(root, "values");
        return Map.of("current", current, "root", root, "values", Set.copyOf(values.keySet()), "histories", histories);
    }
}
