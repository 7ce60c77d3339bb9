package io.lockgate.check;

import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param reason why it is not up
 */
public record CheckResult(boolean isUp, @Nullable String reason) {

    private static final CheckResult UP = new CheckResult(true, null);

    /** The schema is fit to serve, as far as this check can tell. */
    public static CheckResult up() {
        return UP;
    }

    /** The schema is not fit to serve. */
    public static CheckResult down(String why) {
        return new CheckResult(false, why);
    }
}
