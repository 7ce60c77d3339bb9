package io.lockgate.autoconfigure;

import java.time.Duration;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** Refuses values that make no sense, by the name of their property. */
final class Invalid {

    private Invalid() {}

    static void ifBelow(int minimum, int value, String property) {
        if (value < minimum) {
            throw new InvalidPropertyException(property, value, "a number of at least " + minimum);
        }
    }

    static void ifBelow(double minimum, double value, String property) {
        if (!(value >= minimum)) {
            throw new InvalidPropertyException(property, value, "a number of at least " + minimum);
        }
    }

    static void ifNegative(Duration value, String property) {
        if (value.isNegative()) {
            throw new InvalidPropertyException(
                    property, print(value), "a duration that is not negative, such as 30s or 10m");
        }
    }

    static void ifNotPositive(Duration value, String property) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidPropertyException(property, print(value), "a duration longer than 0s, such as 30s or 10m");
        }
    }

    static void ifShorter(Duration minimum, Duration value, String property) {
        if (value.compareTo(minimum) < 0) {
            throw new InvalidPropertyException(
                    property, print(value), "a duration of at least %s, such as 30s or 10m".formatted(print(minimum)));
        }
    }

    static void ifBlank(String value, String property) {
        if (value.isBlank()) {
            throw InvalidPropertyException.missing(property);
        }
    }

    /** As it is written in a property. */
    private static String print(Duration value) {
        return DurationFormatterUtils.print(value, DurationFormat.Style.COMPOSITE);
    }
}
