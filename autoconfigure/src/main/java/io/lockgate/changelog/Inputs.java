package io.lockgate.changelog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a changelog consists of, by name: with it the same things are found again, without parsing anything.
 *
 * @param locations of files, of folders that are listed, and of what is looked for in vain
 * @param variables that the files refer to as <code>${name}</code>, in lower case
 */
record Inputs(Set<Location> locations, Set<String> variables) {

    private static final String LOCATION = "location ";

    private static final String VARIABLE = "variable ";

    /** The longest text that is kept, and read: there is no need to load a row of a gigabyte that somebody else has written. */
    static final int MAX_LENGTH = 1 << 22;

    /** As it is kept in the database: a line for each. */
    static Inputs parse(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        return new Inputs(
                named(LOCATION, lines).map(Location::new).collect(Collectors.toCollection(LinkedHashSet::new)),
                named(VARIABLE, lines).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static Stream<String> named(String kind, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(kind)).map(line -> line.substring(kind.length()));
    }

    boolean canBeKept() {
        return toString().getBytes(StandardCharsets.UTF_8).length <= MAX_LENGTH;
    }

    @Override
    public String toString() {
        return Stream.concat(
                        locations.stream().map(location -> LOCATION + location),
                        variables.stream().map(variable -> VARIABLE + variable))
                .collect(Collectors.joining("\n"));
    }
}
