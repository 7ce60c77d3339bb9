package io.lockgate.sample;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What was seen, in Markdown, and what one has to know in order to see it again. */
final class ComparisonDocument {

    private ComparisonDocument() {}

    static String of(Map<Scenario, Map<Contestant, String>> seen) {
        return """
                # The same faults, three ways to migrate

                %s.

                %s

                The service is the sample application of this repository, as its executable jar, in JVMs of its own; every
                observation has a database of its own. With `lockgate.enabled=false` Spring Boot migrates as if Lockgate were
                absent; liquibase-sessionlock is added to the class path of that. Nobody's settings are changed: Liquibase asks
                for its lock every 10 s, liquibase-sessionlock every 5 s, and both give up after 5 min, which is longer than
                anything is watched here. `EndedProcesses` and `Replicas` among the tests of `sample-app` do it:

                - "Ready" is a readiness probe that is answered with 200. Who migrates before the web server starts has the rest
                  of the start still before it then; the figures contain it.
                - The statement in the middle of which processes die, and behind which they wait, lasts as long as the test wants.
                - Between effect and history: the test locks the history against writers, so that the process is killed while it
                  waits to write there.
                - In the middle of `create index concurrently`: another transaction keeps its snapshot, so that the build waits for
                  it. With the process its session in the database is ended. At the restart the other transaction is over.
                - "Lock freed by hand": before the restart the test does `update databasechangeloglock set locked = false`. Without
                  that the restart would wait as in the rows above.
                - SIGTERM is followed by SIGKILL after 30 s, as Kubernetes does it.
                """.formatted(Written.by("compare"), table(seen));
    }

    private static MarkdownTable table(Map<Scenario, Map<Contestant, String>> seen) {
        return new MarkdownTable(
                row("what happens", Contestant::toString),
                seen.entrySet().stream()
                        .map(row -> row(
                                row.getKey().what(),
                                contestant -> row.getValue().getOrDefault(contestant, "not observed")))
                        .toList());
    }

    private static List<String> row(String first, Function<Contestant, String> others) {
        return Stream.concat(Stream.of(first), Contestant.MIGRATING.stream().map(others))
                .toList();
    }
}
