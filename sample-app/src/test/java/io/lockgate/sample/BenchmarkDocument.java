package io.lockgate.sample;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What was measured, in Markdown, and what one has to know in order to measure it again. */
final class BenchmarkDocument {

    private static final List<Contestant> COLUMNS =
            List.of(Contestant.OFF, Contestant.SPRING_BOOT, Contestant.SESSIONLOCK, Contestant.LOCKGATE);

    private BenchmarkDocument() {}

    static String of(int rounds, int rollouts, List<Row> rows) {
        return """
                # What a start costs

                %s, rounds: %d, of the replicas: %d.

                %s

                All figures are medians, but for those of a middle half or a worst round. In parentheses: what it is more than with
                Liquibase off. The targets are compared with what was measured by the program that wrote this; none of them makes it
                fail. "Undecided" is what would be met, were the starts of one contestant not further apart than the target allows.

                ## What is measured

                The service is the sample application of this repository, as its executable jar, in JVMs of its own, beside a
                PostgreSQL on the same machine. The contestants take turns in every round, the other way round in every second
                one. "Liquibase off" is `spring.liquibase.enabled=false` without Lockgate; with `lockgate.enabled=false` Spring Boot
                migrates as if Lockgate were absent; liquibase-sessionlock is added to the class path of that.

                - *Start with nothing pending* (`IdleBoots` among the tests of `sample-app`): the jar contains a generated changelog in
                  place of its own. There is a file in YAML or SQL for each changeset: tables, rows, columns, indexes, foreign keys. Each
                  contestant has a database of its own, which its first start migrates. That start and the next are not measured. Time
                  runs from the start of the process to the first readiness probe that is answered with 200. A probe comes every
                  %d ms, and readiness includes the health of the database for everybody, so that whoever is ready has connected to
                  it. CPU time is user and system time of that process, classes are those it has loaded, both at that moment. Memory is
                  what the kernel calls `VmHWM`. What is left behind is read afterwards by `jcmd`. The JVM has `-Xmx256m` and no other
                  option.
                - *First start* (`FirstBoots`): the same, on an empty database each time, with a probe every %d ms. More of them would be a
                  load for who answers them while it migrates.
                - *Replicas behind a migration* (`Rollouts`): one process migrates. Its last changeset but one is held until %d others wait
                  for it; then the last one takes 10 s. Time runs from the moment when that one stands in the history to the first one in
                  which all others are ready, at a resolution of 50 ms. "Not in time" is not within 2 minutes. Nobody's settings are
                  changed: Liquibase asks for its lock every 10 s, liquibase-sessionlock every 5 s. Those who migrate before their web
                  server starts have the rest of the start before them then. The JVMs have `-XX:TieredStopAtLevel=1 -Xmx256m`.

                ## What the figures do not say

                They are those of one machine; one with fewer cores, or a database further away, has others. A difference that is
                smaller than the spread of the middle half may be chance. Everybody here starts without an AOT cache, in a JVM that
                interprets and compiles as it goes. The changesets are small: large CSV files are more to read for everybody. The heap is
                bounded, so the most memory resident mostly tells when the collector came. Lockgate also asks its checks, two of which
                are the service's own; nobody else checks anything. A start with only a few changesets pending is not measured.

                ## Again

                `mvn -B -ntp -Pbenchmark verify` measures all this and writes this file. It wants a quiet machine, Linux, and no
                more than Maven brings. `-Dbenchmark.rounds=3` changes the rounds, `-Dbenchmark.rollouts=3` those of the
                replicas. `-Dbenchmark.only='nothing pending, 200'` measures what
                matches and leaves the file as it is.
                """.formatted(
                        Written.by("benchmark"),
                        rounds,
                        rollouts,
                        table(rows),
                        IdleBoots.INTERVAL.toMillis(),
                        FirstBoots.INTERVAL.toMillis(),
                        Replicas.MANY);
    }

    private static MarkdownTable table(List<Row> rows) {
        return new MarkdownTable(
                row("what", Contestant::toString, "target for Lockgate"),
                rows.stream()
                        .map(row -> row(row.what(), column -> row.cells().getOrDefault(column, "–"), row.target()))
                        .toList());
    }

    private static List<String> row(String first, Function<Contestant, String> middle, String last) {
        return Stream.of(Stream.of(first), COLUMNS.stream().map(middle), Stream.of(last))
                .flatMap(Function.identity())
                .toList();
    }
}
