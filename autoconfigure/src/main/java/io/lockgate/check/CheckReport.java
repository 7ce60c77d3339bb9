package io.lockgate.check;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last result of a check, as it is shown.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param reason why it is down
 */
public record CheckReport(
        String name, Status status, @Nullable String reason) {

    /** Numbers are no secrets; anything else that a query returns, or a check says, may be one. */
    private static final Pattern HARMLESS = Pattern.compile("expected (?:one row|-?\\d{1,9}|true|false),"
            + " got (?:-?\\d{1,9}|true|false|null)|did not answer within [\\w ]+");

    /** Whether a check lets traffic in. */
    public enum Status {
        UP,
        DOWN
    }

    static CheckReport of(String name, CheckResult result) {
        return new CheckReport(name, result.isUp() ? Status.UP : Status.DOWN, result.reason());
    }

    /** The same for those who may not read values. */
    public CheckReport withoutValues() {
        return reason == null || HARMLESS.matcher(reason).matches() ? this : new CheckReport(name, status, null);
    }

    /** Whether the check lets traffic in. */
    public boolean passed() {
        return status == Status.UP;
    }

    @Override
    public String toString() {
        return passed() ? name : name + ": " + (reason == null ? "the log says why" : reason);
    }
}
