package io.lockgate.testing;

import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.run.RunStep;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A bean that stops the run of its service right before it asks for the lock, until it is let go. */
public final class StartingLine implements RunListener {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CountDownLatch reached = new CountDownLatch(1);

    private final CountDownLatch passed = new CountDownLatch(1);

    @Override
    public void stepFinished(Run run, RunStep step, Duration duration) {
        if (step == RunStep.RECOGNISE) {
            reached.countDown();
            await(passed);
        }
    }

    void awaitReached() {
        await(reached);
    }

    void letGo() {
        passed.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("It took longer than " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
