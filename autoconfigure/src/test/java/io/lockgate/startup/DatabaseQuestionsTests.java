package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseQuestionsTests {

    private final DatabaseQuestions database = new DatabaseQuestions();

    private final CountDownLatch thaw = new CountDownLatch(1);

    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void thaw() {
        thaw.countDown();
    }

    @Test
    void tellsWhatTheDatabaseSays() {
        assertThat(database.ask("version", () -> 42).await()).contains(42);
    }

    @Test
    void hasNoAnswerWhereTheDatabaseCannotBeAsked() {
        assertThat(database.ask("version", () -> {
                            throw new IllegalStateException("down");
                        })
                        .await())
                .isEmpty();
        assertThat(database.ask("version", () -> 42).await()).contains(42);
    }

    @Test
    void allCallersOfAFrozenDatabaseWaitNoLongerThanOne() {
        long begin = System.nanoTime();
        var answers = IntStream.range(0, 1_000)
                .mapToObj(caller -> database.ask("version " + caller, this::frozen))
                .toList();

        assertThat(answers).allMatch(answer -> answer.await().isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        assertThat(asked).hasValue(2);
    }

    @Test
    void whoAsksTheSameSharesAQuestion() {
        var answers = IntStream.range(0, 100)
                .mapToObj(caller -> database.ask("version", this::frozen))
                .toList();
        thaw.countDown();

        assertThat(answers).allMatch(answer -> answer.await().equals(Optional.of(42)));
        assertThat(asked).hasValueBetween(1, 2);
    }

    @Test
    void itIsAskedAgainOnceItAnswers() {
        var before = List.of(database.ask("a", this::frozen), database.ask("b", this::frozen));
        assertThat(before).allMatch(answer -> answer.await().isEmpty());
        thaw.countDown();

        await().untilAsserted(
                        () -> assertThat(database.ask("a", () -> 43).await()).contains(43));
    }

    private int frozen() throws InterruptedException {
        asked.incrementAndGet();
        thaw.await();
        return 42;
    }
}
