package io.lockgate.check;

import org.jspecify.annotations.Nullable;

/**
 * The last result of a check, as it is shown.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param reason why it is down
 */
public record CheckReport(
        String name, Status status, @Nullable String reason) {

    /** Whether a check lets traffic in. */
    public enum Status {
        UP,
        DOWN
    }

    static CheckReport of(String name, CheckResult result) {
        return new CheckReport(name, result.isUp() ? Status.UP : Status.DOWN, result.reason());
    }

    /** Whether the check lets traffic in. */
    public boolean passed() {
        return status == Status.UP;
    }

    @Override
    public String toString() {
        return passed() ? name : name + ": " + reason;
    }
}
