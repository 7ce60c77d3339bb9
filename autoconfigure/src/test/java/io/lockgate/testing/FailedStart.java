package io.lockgate.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A start that failed.
 *
 * @param exitCode what the process would exit with
 * @param description what Spring Boot printed under "Description:"
 * @param action what it printed under "Action:"
 */
public record FailedStart(Throwable exception, int exitCode, String description, String action) {

    private static final Pattern PRINTED = Pattern.compile(
            "APPLICATION FAILED TO START\\R\\*+\\R\\RDescription:\\R\\R(.*?)\\R\\RAction:\\R\\R([^\\n\\r]*)\\R",
            Pattern.DOTALL);

    static FailedStart of(Throwable exception, int exitCode, String output) {
        Matcher printed = PRINTED.matcher(output);
        if (!printed.find()) {
            throw new AssertionError("No failure analysis was printed", exception);
        }
        return new FailedStart(exception, exitCode, printed.group(1), printed.group(2));
    }
}
