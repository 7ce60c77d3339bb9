package io.lockgate.sample;

import java.util.Locale;

/** In what something is measured, and how that is written. */
enum Unit {
    SECONDS("%.2f s"),
    MEGABYTES("%.1f MB"),
    PIECES("%.0f");

    private final String format;

    Unit(String format) {
        this.format = format;
    }

    String write(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "not in time";
    }

    /** With its sign. */
    String writeDifference(double value) {
        return String.format(Locale.ROOT, format.replace("%", "%+"), value);
    }
}
