package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.Http;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database stops answering while the service is open: who asks gets an answer soon, and costs no more than others. */
class FrozenDatabaseIntegrationTests {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** A second, and what a busy machine takes. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private volatile CountDownLatch thaw = new CountDownLatch(0);

    private final AtomicInteger statements = new AtomicInteger();

    private final AtomicInteger waiting = new AtomicInteger();

    @RegisterExtension
    private final TestService service = new TestService().intercept((sql, connection, statement) -> {
        statements.incrementAndGet();
        waiting.incrementAndGet();
        thaw.await();
        waiting.decrementAndGet();
        return statement.call();
    });

    private Start start;

    @BeforeEach
    void openService() {
        service.changelog("--changeset ana:1\ncreate table plans (id int);\n");
        start = service.tenants("--changeset ana:1\ncreate table orders (id int);\n")
                .withTenants(2)
                .listening()
                .start();
    }

    @AfterEach
    void thaw() {
        thaw.countDown();
    }

    @Test
    void theEndpointTellsWhatIsKnownAndThatTheDatabaseDoesNotAnswer() {
        Http http = start.http();
        assertThat(http.json("/actuator/schema")).extractingPath("$.version.id").isEqualTo("1");
        freeze();

        var schema = within(() -> http.json("/actuator/schema"));
        assertThat(schema).extractingPath("$.state").isEqualTo("OPEN");
        assertThat(schema).extractingPath("$.version.id").isEqualTo("1");
        assertThat(schema).extractingPath("$.hint").asString().contains("does not answer");

        var one = within(() -> http.json("/actuator/schema/public"));
        assertThat(one).extractingPath("$.version.id").isEqualTo("1");
        assertThat(one).doesNotHavePath("$.history");
        assertThat(one).extractingPath("$.hint").asString().contains("does not answer");
        assertThat(within(() -> http.status("/actuator/schema/public"))).isEqualTo(OK);

        var tenant = within(() -> http.json("/actuator/schema/t001"));
        assertThat(tenant).extractingPath("$.state").isEqualTo("CURRENT");
        assertThat(tenant).extractingPath("$.hint").asString().contains("does not answer");
        assertThat(within(() -> http.status("/actuator/schema/nobody"))).isEqualTo(NOT_FOUND);

        var info = within(() -> http.json("/actuator/info"));
        assertThat(info).extractingPath("$.schema.version.id").isEqualTo("1");
        assertThat(within(() -> start.bean(Lockgate.class).version())).isPresent();

        thaw.countDown();
        await().untilAsserted(() -> assertThat(http.json("/actuator/schema/public"))
                .hasPath("$.history[0]")
                .doesNotHavePath("$.hint"));
    }

    @Test
    void manyCallersHaveFewStatementsOnTheirWay() {
        Http http = start.http();
        freeze();

        within(() -> {
            var callers = new ArrayList<CompletableFuture<Integer>>();
            for (String path : new String[] {"", "/public", "/t001", "/t002", "/liquibase"}) {
                IntStream.range(0, 10)
                        .mapToObj(caller -> CompletableFuture.supplyAsync(() -> http.status("/actuator/schema" + path)))
                        .forEach(callers::add);
            }
            assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isEqualTo(OK));
            return OK;
        });

        assertThat(waiting).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void schemasThatNobodyKnowsAreNotReadySoon() {
        var lockgate = start.bean(Lockgate.class);
        freeze();

        within(() -> {
            var callers = IntStream.range(0, 50)
                    .mapToObj(name -> CompletableFuture.supplyAsync(() -> lockgate.isReady("guest" + name)))
                    .toList();
            assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isFalse());
            return OK;
        });

        assertThat(within(() -> lockgate.isReady("t001"))).isTrue();
        assertThat(waiting).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void anAnsweringDatabaseIsNotAskedForEveryNameOfARequest() {
        var lockgate = start.bean(Lockgate.class);
        int before = statements.get();
        long begin = System.nanoTime();

        assertThat(IntStream.range(0, 10_000).mapToObj(name -> "guest" + name)).noneMatch(lockgate::isReady);
        assertThat(lockgate.isReady("g".repeat(100_000))).isFalse();

        long seconds = 1 + Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        // each of ten names a second takes a dozen of statements
        assertThat(statements.get() - before).isLessThan((int) (300 * seconds));
    }

    private void freeze() {
        thaw = new CountDownLatch(1);
    }

    private static <T> T within(Supplier<T> question) {
        long begin = System.nanoTime();
        T answer = question.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
        return answer;
    }
}
