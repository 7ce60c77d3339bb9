package io.lockgate.sample;

import static io.lockgate.sample.Eventually.timed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A start of the service, up to the first readiness probe that is answered with 200, and what it took. The process goes on until
 * this is closed.
 */
record Boot(OrdersProcess service, Duration untilReady, Duration cpu, long peakMemory, int loadedClasses)
        implements AutoCloseable {

    /** So that whoever is ready has connected to the database. */
    private static final String READINESS = "--management.endpoint.health.group.readiness.include=readinessState,db";

    /** Nobody else has tenants, and the changelogs that are measured have no table of them. */
    private static final String NO_TENANTS = "--lockgate.tenants.change-log=";

    /** Starts the service and asks it again and again. */
    static Boot of(Deployment deployment, Duration interval) {
        AtomicReference<OrdersProcess> started = new AtomicReference<>();
        Duration untilReady = timed(
                () -> started.set(deployment.start(READINESS, NO_TENANTS)),
                interval,
                () -> started.get().isDecided());
        OrdersProcess service = started.get();
        assertThat(service.isAlive())
                .as(() -> "the service has come up: " + service.output())
                .isTrue();
        Jvm jvm = new Jvm(service.jvm());
        return new Boot(service, untilReady, jvm.cpu(), jvm.peakMemory(), jvm.loadedClasses());
    }

    /** What is left behind by the start. */
    Jvm jvm() {
        return new Jvm(service.jvm());
    }

    /** Ends the process. */
    @Override
    public void close() {
        service.kill();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ready after %.2f s, CPU %.2f s, %d classes, %d MB",
                Samples.seconds(untilReady),
                Samples.seconds(cpu),
                loadedClasses,
                peakMemory >> 20);
    }
}
