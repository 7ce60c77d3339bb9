package io.lockgate.startup;

import io.lockgate.database.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one database beside its callers, who wait a second and no longer: the database may be down, or frozen, or the run may hold
 * the last connection of its pool. At most two questions are on their way and a few wait, whatever callers ask for; who asks the
 * same at the same time shares one question. A caller beyond that is told at once that there is no answer.
 */
final class DatabaseQuestions {

    /** Time that a caller waits. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(DatabaseQuestions.class);

    private static final int AT_ONCE = 2;

    private static final int WAITING = 8;

    private static final long IDLE_SECONDS = 10;

    private final Map<String, Question<?>> questions = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            DatabaseQuestions::thread);

    DatabaseQuestions() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks, and does not wait yet, so that several databases can be asked at the same time.
     *
     * @param about what the question is about: equal names share a question, and have answers of the same type
     */
    <T> Answer<T> ask(String about, Callable<T> work) {
        Question<T> added = new Question<>(about, work);
        // one that is done is about to be forgotten
        Question<?> question =
                questions.compute(about, (name, asked) -> asked == null || asked.isDone() ? added : asked);
        if (question == added) {
            try {
                threads.execute(added);
            } catch (RejectedExecutionException e) {
                log.debug("Too many questions wait for the database: {} is not asked", about);
                added.cancel(false);
            }
        }
        @SuppressWarnings("unchecked")
        Question<T> same = (Question<T>) question;
        return new Answer<>(about, same, System.nanoTime() + PATIENCE.toNanos());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "lockgate-question");
        thread.setDaemon(true);
        return thread;
    }

    /** Question to a database, forgotten as soon as it is answered. */
    private final class Question<T> extends FutureTask<T> {

        private final String about;

        Question(String about, Callable<T> work) {
            super(work);
            this.about = about;
        }

        @Override
        protected void done() {
            questions.remove(about, this);
        }
    }

    /** Answer of a database, if it comes in time. */
    record Answer<T>(String about, Future<T> question, long deadline) {

        /** Waits for the answer; empty if it does not come in time, or the question failed. */
        Optional<T> await() {
            try {
                return Optional.ofNullable(get());
            } catch (TimeoutException | CancellationException e) {
                log.debug("The database does not say in time: {}", about, e);
            } catch (ExecutionException e) {
                log.debug("The database cannot be asked: {}", about, e);
                FailureKind.throwError(Objects.requireNonNullElse(e.getCause(), e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        }

        private @Nullable T get() throws InterruptedException, ExecutionException, TimeoutException {
            return question.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
