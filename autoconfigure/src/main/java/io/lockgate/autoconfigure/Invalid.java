package io.lockgate.autoconfigure;

import java.time.Duration;

/** Refuses values that make no sense, by the name of their property. */
final class Invalid {

    private Invalid() {}

    static void ifBelow(int minimum, int value, String property) {
        if (value < minimum) {
            throw new InvalidPropertyException(property, value, "a number of at least " + minimum);
        }
    }

    static void ifNegative(Duration value, String property) {
        if (value.isNegative()) {
            throw new InvalidPropertyException(property, value, "a duration that is not negative, such as 30s or 10m");
        }
    }

    static void ifBlank(String value, String property) {
        if (value.isBlank()) {
            throw new InvalidPropertyException(property, "''", "a value");
        }
    }
}
