package io.lockgate.sample;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What was measured of tenants, in Markdown, and what one has to know in order to measure it again. */
final class TenantsDocument {

    private static final String NONE = "–";

    private TenantsDocument() {}

    static String of(int tenants, int rounds, List<TenantFigures> figures, DatabaseServer server) {
        return """
                # What many tenants cost

                %1$s; rounds: %2$d; %3$d tenants, each in a schema of its own.

                %4$s

                Medians of all rounds. The targets are those of Lockgate in parallel, compared with what was measured by the program that
                wrote this; none of them makes it fail.

                ## What is measured

                The tenants are schemas of one database, on a PostgreSQL on the same machine with the settings that it comes with
                (`fsync` is %5$s, `synchronous_commit` %6$s, `shared_buffers` %7$s). Each contestant has a database of its own, which is created for
                it and dropped after it, one at a time. Everybody runs in the JVM of this program, after having migrated %8$d other tenants through all
                three scenarios. The order is the other way round in every second round. Before each measurement the database is
                vacuumed and analysed, and the server writes a checkpoint.

                - The changelog (`benchmark/tenants` among the resources of the tests) has 20 changesets in XML, YAML and SQL: six tables
                  of six columns, three indexes and a partial one, five foreign keys, a unique constraint, rows, a view, a function, comments. A
                  release adds two columns and an index. There are no preconditions.
                - *Fresh tenants*: all schemas are empty. *Nothing pending*: the same changelog again. *A release*: two changesets more.
                  Each scenario goes on with the schemas as the one before has left them.
                - *MultiTenantSpringLiquibase* is the bean's `afterPropertiesSet`, with a pool of open connections. **It is measured with
                  %9$d schemas, and what it takes is multiplied by %10$s.** Before "nothing pending" and "a release" the other schemas are filled by plain JDBC, so that the
                  catalog is as large as it is for everybody else; fresh tenants meet empty schemas beside them, which favours it. What it logs
                  per changeset is switched off.
                - *Lockgate* is a service with nothing in it but a data source and Lockgate. Time runs within its start from the
                  moment when the shared schema is known to be ready, through the questions who the tenants are, where they stand and what is to be done
                  (step `PLAN` of the tenants), to the end of the last of them (step `APPLY`), as a `RunListener` sees it. The start of
                  the service around it is not counted; neither is that of Spring around Liquibase. *Parallel* is `lockgate.tenants.executor=parallel` with
                  `parallelism=%11$d`; nothing else is set.
                - *The same SQL by plain JDBC* is what cannot be avoided: the script that `update-sql` of Liquibase writes for one tenant,
                  without Liquibase's own lock, with the name of the schema replaced. It is executed on %11$d connections that are open already, in one round trip
                  per tenant and one transaction per changeset, without any lock or look at the history. When nothing is pending, there is nothing to execute.

                Afterwards the histories of all tenants are counted; %12$d tenants, drawn at random, are compared with what `SpringLiquibase`
                makes of an empty schema: tables, views, indexes, constraints, functions, comments, rows, and the history but for its dates and
                deployments; and no advisory lock or session of Lockgate may be left. If any of it does not hold, the program fails.

                ## What the figures do not say

                They are those of one machine, on which the service and the database share the cores. In a JVM that has just started everything that is
                done once takes longer: Liquibase reads the changelog for Lockgate, too, once per group of tenants that stand at the same place and
                for which nobody has found out before that nothing is pending.
                With a database further away each tenant costs Lockgate two round trips, and Liquibase many dozens.

                ## Again

                `mvn -B -ntp -Pbenchmark verify -Dbenchmark.only=Tenants` measures this alone and writes this file. `-Dbenchmark.tenants=10000`
                takes so many tenants and writes `benchmarks-tenants-10000.md`; other numbers are only printed. `-Dbenchmark.tenants.rounds=1` changes the rounds.
                """.formatted(
                        Written.by("benchmark"),
                        rounds,
                        tenants,
                        table(figures),
                        setting(server, "fsync"),
                        setting(server, "synchronous_commit"),
                        setting(server, "shared_buffers"),
                        TenantsBenchmark.TENANTS_TO_WARM_UP,
                        Math.min(TenantContestant.SAMPLE, tenants),
                        tenants / (double) Math.min(TenantContestant.SAMPLE, tenants),
                        TenantContestant.CONNECTIONS,
                        TenantsBenchmark.TENANTS_TO_COMPARE);
    }

    private static String setting(DatabaseServer server, String name) {
        return "`%s`"
                .formatted(server.jdbc("postgres")
                        .sql("select current_setting(?)")
                        .param(name)
                        .query(String.class)
                        .single());
    }

    private static MarkdownTable table(List<TenantFigures> figures) {
        return new MarkdownTable(
                row("what", TenantContestant::toString, "target for Lockgate"),
                figures.stream()
                        .flatMap(of -> Stream.of(
                                row(of.scenario().toString(), who -> of.median(who, NONE), of.verdict()),
                                row("… per tenant", who -> of.perTenant(who, NONE), ""),
                                row("… from the fastest to the slowest round", who -> of.range(who, NONE), "")))
                        .toList());
    }

    private static List<String> row(String first, Function<TenantContestant, String> middle, String last) {
        return Stream.of(
                        Stream.of(first),
                        Arrays.stream(TenantContestant.values()).map(middle),
                        Stream.of(last))
                .flatMap(Function.identity())
                .toList();
    }
}
