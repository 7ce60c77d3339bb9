package io.lockgate.sample;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table in Markdown: its head, and rows that are as long as that. */
record MarkdownTable(List<String> head, List<List<String>> rows) {

    @Override
    public String toString() {
        List<String> rule = Collections.nCopies(head.size(), "---");
        return Stream.concat(Stream.of(head, rule), rows.stream())
                .map(cells -> cells.stream().collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.joining("\n"));
    }
}
