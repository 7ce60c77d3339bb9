package io.lockgate.database;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Tells how long a thread has been doing nothing. It lives as long as it computes, however little, or waits for a time that is
 * bounded, as every pause is. One that is blocked, or waits without an end, is silent; unless a command that the process has
 * started is still running, which may be what it waits for.
 */
final class Pulse {

    /** CPU time where the virtual machine does not tell it. */
    private static final long UNKNOWN = -1;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread thread;

    private long computed;

    private long felt = System.nanoTime();

    private Pulse(Thread thread) {
        this.thread = thread;
        this.computed = computed(thread);
    }

    static Pulse of(Thread thread) {
        return new Pulse(thread);
    }

    /** Feels it, and returns how long ago it was last felt; to be called again and again by one thread. */
    Duration silence() {
        long now = System.nanoTime();
        if (isAlive()) {
            felt = now;
        }
        return Duration.ofNanos(now - felt);
    }

    private boolean isAlive() {
        long before = computed;
        computed = computed(thread);
        return switch (thread.getState()) {
            case TIMED_WAITING -> true;
            case TERMINATED -> false;
            default -> computed != before || isUnknown() || isWaitingForCommand();
        };
    }

    private boolean isUnknown() {
        return computed == UNKNOWN && thread.getState() == Thread.State.RUNNABLE;
    }

    private static boolean isWaitingForCommand() {
        return ProcessHandle.current().children().anyMatch(ProcessHandle::isAlive);
    }

    private static long computed(Thread thread) {
        return THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getThreadCpuTime(thread.getId())
                : UNKNOWN;
    }
}
