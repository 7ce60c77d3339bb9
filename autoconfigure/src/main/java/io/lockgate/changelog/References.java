package io.lockgate.changelog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the files of a changelog refer to: variables, and the classes that filter and order an {@code includeAll}. Found in
 * their text, whatever their format: to find too much does no harm.
 */
final class References {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private static final Pattern CLASS = Pattern.compile(
            "\\b(?:filter|resourceFilter|resourceComparator)[\"']?\\s*[=:]\\s*[\"']?([\\w.$]+)",
            Pattern.CASE_INSENSITIVE);

    /** Liquibase sets them itself, from what it finds in the database and in the run. */
    private static final Set<String> SET_BY_LIQUIBASE = Set.of("database.", "liquibase_execution_");

    private final Set<String> variables = new TreeSet<>();

    private final Set<Location> classes = new TreeSet<>();

    private boolean known = true;

    /** Reads a piece of a file; what is cut in two is to come again, whole, with the next piece. */
    void readIn(byte[] file, int length) {
        // every encoding in use writes these characters alike, but for zeros in between
        readIn(new String(file, 0, length, StandardCharsets.ISO_8859_1).replace("\0", ""));
    }

    void readIn(String text) {
        if (text.contains("${")) {
            VARIABLE.matcher(text).results().forEach(found -> add(found.group(1)));
        }
        CLASS.matcher(text)
                .results()
                .forEach(found ->
                        classes.add(new Location("classpath*:/" + found.group(1).replace('.', '/') + ".class")));
    }

    private void add(String name) {
        String variable = name.strip().toLowerCase(Locale.ROOT);
        if (variable.contains("${") || SET_BY_LIQUIBASE.stream().anyMatch(variable::startsWith)) {
            known = false;
        }
        if (variable.lines().count() == 1) {
            variables.add(variable);
        }
    }

    /** Whether the value of each variable can be known without Liquibase. */
    boolean areKnown() {
        return known;
    }

    Set<String> variables() {
        return variables;
    }

    Set<Location> classes() {
        return classes;
    }
}
