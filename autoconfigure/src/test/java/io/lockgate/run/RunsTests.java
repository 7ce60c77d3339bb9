package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.LockgateException;
import io.lockgate.database.RunCancelledException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;

/** Runs exclude each other, and end in one of several ways. */
class RunsTests {

    private final Runs runs = new Runs(null);

    private final List<LockgateException> told = new ArrayList<>();

    private final RunListener listener = new RunListener() {
        @Override
        public void runFailed(Run run, LockgateException failure) {
            told.add(failure);
        }
    };

    @Test
    void aSecondCallerIsSentAwayDuringAShutdown() throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Thread first = new Thread(() -> runs.execute(run(), run -> {
            going.countDown();
            await(mayEnd);
            return result();
        }));
        first.start();
        going.await();
        runs.close(Duration.ZERO);

        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(RunCancelledException.class)
                    .isThrownBy(() -> runs.execute(run(), run -> count(begun)));
            assertThatExceptionOfType(RunCancelledException.class)
                    .isThrownBy(() -> runs.executeAfterOthers(run(), run -> count(begun)));
        }
        mayEnd.countDown();
        first.join();

        assertThat(begun).hasValue(0);
        assertThat(told).as("nobody is told of a run that never began").isEmpty();
    }

    @Test
    void oneThatWaitsForOthersIsSentAwayByAShutdown() throws Exception {
        CountDownLatch going = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread first = new Thread(() -> runs.execute(run(), run -> {
            going.countDown();
            await(mayEnd);
            return result();
        }));
        first.start();
        going.await();
        List<Throwable> thrown = new ArrayList<>();
        Thread second = new Thread(() -> {
            try {
                runs.executeAfterOthers(run(), run -> result());
            } catch (LockgateException | InterruptedException e) {
                thrown.add(e);
            }
        });
        second.start();
        runs.close(Duration.ZERO);
        second.join();
        mayEnd.countDown();
        first.join();

        assertThat(thrown).hasOnlyElementsOfType(RunCancelledException.class).hasSize(1);
    }

    @Test
    void anErrorIsToldAndThrownAsItIs() {
        for (Error error : List.of(
                new OutOfMemoryError("none left"),
                new StackOverflowError(),
                new LinkageError("x"),
                new AssertionError())) {
            told.clear();
            assertThatThrownBy(() -> runs.execute(run(), run -> {
                        throw error;
                    }))
                    .isSameAs(error);
            assertThat(told).hasSize(1);
            assertThat(told.get(0)).hasCause(error);
            assertThatThrownBy(() -> runs.beside(run(), run -> {
                        throw error;
                    }))
                    .isSameAs(error);
        }
        assertThat(runs.execute(run(), run -> result())).isNotNull();
    }

    @Test
    void anErrorThatTheDriverHasWrappedIsThrown() {
        Error error = new OutOfMemoryError("none left");
        var wrapped = new UncategorizedSQLException(
                "query", null, new SQLException("Ran out of memory retrieving query results.", "53200", error));

        assertThatThrownBy(() -> runs.execute(run(), run -> {
                    throw wrapped;
                }))
                .isSameAs(error);
        assertThatThrownBy(() -> runs.beside(run(), run -> {
                    throw wrapped;
                }))
                .isSameAs(error);
    }

    private Run run() {
        return new Run(Trigger.APPLICATION, Run.Scope.ALL, listener);
    }

    private static RunResult count(AtomicInteger begun) {
        begun.incrementAndGet();
        return result();
    }

    private static RunResult result() {
        return new RunResult(Duration.ZERO, List.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
