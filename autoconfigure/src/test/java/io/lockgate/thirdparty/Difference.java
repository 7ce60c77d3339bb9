package io.lockgate.thirdparty;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines that only one of two snapshots has; a line that stands twice in one must stand twice in the other. */
public record Difference(List<String> onlyHere, List<String> onlyThere) {

    static Difference between(CatalogSnapshot here, CatalogSnapshot there) {
        return new Difference(without(here.lines(), there.lines()), without(there.lines(), here.lines()));
    }

    private static List<String> without(List<String> lines, List<String> others) {
        var rest = new ArrayList<>(lines);
        others.forEach(rest::remove);
        return List.copyOf(rest);
    }

    @Override
    public String toString() {
        return Stream.concat(
                        onlyHere.stream().map("only here:  "::concat),
                        onlyThere.stream().map("only there: "::concat))
                .collect(Collectors.joining("\n"));
    }
}
