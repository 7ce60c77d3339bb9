package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.Measurement;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        await().until(() -> ours().isEmpty());
        Map<String, Long> threads = threads();
        Map<String, Object> scope = scope();
        var watch = Measurement.start();

        startAndStop(STARTS);

        log.info("measured: {} starts in {} ms", STARTS, watch.elapsed().toMillis());
        assertThat(service.database().query("select at from starts")).hasSize(WARM_UP + STARTS);
        await().untilAsserted(() -> assertThat(service.database().sessions()).isEmpty());
        assertThat(service.database().lockHolders()).isEmpty();
        await().untilAsserted(() -> assertThat(ours()).isEmpty());
        await().untilAsserted(() -> threads()
                .forEach((name, count) ->
                        assertThat(count).as(name).isLessThanOrEqualTo(threads.getOrDefault(name, 0L))));
        assertThat(scope()).isEqualTo(scope);
    }

    private void startAndStop(int times) {
        for (int i = 0; i < times; i++) {
            service.startAndStop();
        }
    }

    /** How many threads there are of each name; those of pools and of the JVM are numbered. */
    private static Map<String, Long> threads() {
        return names().filter(name -> !name.startsWith("awaitility"))
                .collect(Collectors.groupingBy(name -> name.replaceAll("[0-9]+", "#"), Collectors.counting()));
    }

    private static List<String> ours() {
        return names().filter(name -> name.startsWith("lockgate-")).toList();
    }

    private static Stream<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    /** What Liquibase keeps for the life of the process: the scope of this thread, and the root of all, with its singletons. */
    private static Map<String, Object> scope() {
        Scope current = Scope.getCurrentScope();
        Scope root = current;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Map<?, ?> histories = (Map<?, ?>) ReflectionTestUtils.getField(
                Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class), "services");
        Map<?, ?> values = (Map<?, ?>) ReflectionTestUtils.getField(root, "values");
        return Map.of(
                "current", current, "root", root, "values", Set.copyOf(values.keySet()), "histories", histories.size());
    }
}
