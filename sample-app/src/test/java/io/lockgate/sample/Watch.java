package io.lockgate.sample;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** Tells when something happens, counted from one moment on, and gives up after a while. */
final class Watch {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern ERROR = Pattern.compile("ERROR: (?!Exception)[^\\n\\[]+");

    private final long start = System.nanoTime();

    private final Duration patience;

    private Watch(Duration patience) {
        this.patience = patience;
    }

    static Watch start() {
        return start(PATIENCE);
    }

    /** One that gives up after this time. */
    static Watch start(Duration patience) {
        return new Watch(patience);
    }

    /** Waits until it happens: "free after 1.2 s", or "not free within 30 s". */
    String until(String happened, Callable<Boolean> condition) {
        return when(condition)
                .map(elapsed -> happened + " after " + seconds(elapsed))
                .orElseGet(() -> "not " + happened + " within " + seconds(patience));
    }

    /** Waits until it happens, and tells when; nothing, if it does not. */
    Optional<Duration> when(Callable<Boolean> condition) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(patience.minus(elapsed()))
                    .ignoreExceptions()
                    .until(condition);
            return Optional.of(elapsed());
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    /** Waits until a process that starts is ready, or has ended because of an error. */
    String untilDecided(OrdersProcess service) {
        if (when(service::isDecided).isEmpty()) {
            return "not ready within " + seconds(patience);
        }
        return service.isAlive() ? "ready" : "fails: " + error(service);
    }

    /** What was wrong in the database. */
    static String error(OrdersProcess service) {
        Matcher error = ERROR.matcher(service.output());
        return error.find() ? "`" + error.group().strip() + "`" : "see its output";
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
}
