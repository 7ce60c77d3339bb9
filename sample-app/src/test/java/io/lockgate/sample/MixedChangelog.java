package io.lockgate.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Changesets of all kinds, for the shared schema after those of the service, and for tenants: rows of a file, files of several
 * statements, code, failures that are tolerated, changesets that run on change or outside of a transaction, tags, and
 * preconditions. Each that has an effect counts itself; those outside of a transaction can be repeated, and no other can.
 */
record MixedChangelog(URI shared, URI tenants) {

    /** Number of tenants that the shared changelog names. */
    static final int TENANTS = 50;

    private static final int GENERATIONS = 2;

    private static final String SHARED = """
            databaseChangeLog:
              - include: {file: db/changelog/db.changelog-master.yaml}
              - changeSet:
                  id: name-tenants
                  author: test
                  changes:
                    - sql:
                        sql: >-
                          insert into tenants (schema_name, display_name)
                          select 'shop_' || lpad(n::text, 3, '0'), 'Shop ' || n from generate_series(1, 50) as shop (n)
              - include: {file: kinds.yaml, relativeToChangelogFile: true}
            """;

    private static final String TENANT = """
            databaseChangeLog:
              - include: {file: kinds.yaml, relativeToChangelogFile: true}
            """;

    private static final String COUNTER = """
            databaseChangeLog:
              - changeSet:
                  id: counter
                  author: test
                  changes:
                    - sql: {sql: "create table counter (counted int not null); insert into counter values (0)"}
            """;

    private static final String KINDS = """
              - changeSet:
                  id: table-{n}
                  author: test
                  changes:
                    - createTable:
                        tableName: item_{n}
                        columns:
                          - column: {name: id, type: int, constraints: {primaryKey: true, primaryKeyName: item_{n}_pkey}}
                          - column: {name: what, type: text, constraints: {nullable: false}}
                    - sql: {sql: update counter set counted = counted + 1}
              - changeSet:
                  id: rows-of-a-file-{n}
                  author: test
                  changes:
                    - loadData: {file: items.csv, relativeToChangelogFile: true, tableName: item_{n}}
                    - sql: {sql: update counter set counted = counted + 1}
              - changeSet:
                  id: several-statements-{n}
                  author: test
                  changes:
                    - sqlFile: {path: several-{n}.sql, relativeToChangelogFile: true}
              - changeSet:
                  id: at-once-{n}
                  author: test
                  changes:
                    - sqlFile: {path: several-{n}.sql, relativeToChangelogFile: true, splitStatements: false}
              - changeSet:
                  id: code-{n}
                  author: test
                  changes:
                    - customChange:
                        class: io.lockgate.sample.EnterItems
                        param: [{name: table, value: item_{n}}]
              - changeSet:
                  id: tolerated-{n}
                  author: test
                  failOnError: false
                  changes:
                    - sql: {sql: "update counter set counted = counted + 1; insert into item_{n} values (1, 'again')"}
              - changeSet:
                  id: would-be-tolerated-{n}
                  author: test
                  failOnError: false
                  changes:
                    - sql: {sql: "update counter set counted = counted + 1; select pg_sleep(0.02)"}
              - changeSet:
                  id: on-change-{n}
                  author: test
                  runOnChange: true
                  changes:
                    - sql:
                        splitStatements: false
                        sql: >-
                          create or replace function items_{n}() returns bigint language sql as 'select count(*) from item_{n}';
                          update counter set counted = counted + 1
              - changeSet:
                  id: outside-{n}
                  author: test
                  runInTransaction: false
                  changes:
                    - sql: {sql: create index concurrently if not exists item_{n}_what on item_{n} (what)}
              - changeSet:
                  id: tag-{n}
                  author: test
                  changes:
                    - tagDatabase: {tag: v{n}}
              - changeSet:
                  id: not-needed-{n}
                  author: test
                  preConditions: [{onFail: MARK_RAN}, {not: [{tableExists: {tableName: item_{n}}}]}]
                  changes:
                    - sql: {sql: update counter set counted = counted + 1000}
              - changeSet:
                  id: skipped-{n}
                  author: test
                  preConditions: [{onFail: CONTINUE}, {tableExists: {tableName: nowhere_{n}}}]
                  changes:
                    - sql: {sql: update counter set counted = counted + 1000}
              - changeSet:
                  id: precondition-{n}
                  author: test
                  preConditions: [{onFail: HALT}, {sqlCheck: {expectedResult: 1, sql: select count(*) from item_{n} where id = 1}}]
                  changes:
                    - addColumn: {tableName: item_{n}, columns: [{column: {name: note, type: text, value: noted}}]}
                    - addNotNullConstraint: {tableName: item_{n}, columnName: note}
                    - sql: {sql: update counter set counted = counted + 1}
            """;

    private static final String SEVERAL = """
            insert into item_{n} select 100 + count(*), 'one more' from item_{n};
            update counter set counted = counted + 1;
            select pg_sleep(0.02);
            insert into item_{n} select 100 + count(*), 'and another' from item_{n};
            """;

    private static final String ITEMS = """
            id,what
            1,first
            2,second
            3,third
            """;

    /** Writes it into a folder. */
    static MixedChangelog in(Path folder) throws IOException {
        String kinds = IntStream.rangeClosed(1, GENERATIONS)
                .mapToObj(number -> of(KINDS, number))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("kinds.yaml"), COUNTER + kinds);
        Files.writeString(folder.resolve("items.csv"), ITEMS);
        for (int number = 1; number <= GENERATIONS; number++) {
            Files.writeString(folder.resolve("several-%d.sql".formatted(number)), of(SEVERAL, number));
        }
        return new MixedChangelog(
                Files.writeString(folder.resolve("shared.yaml"), SHARED).toUri(),
                Files.writeString(folder.resolve("tenants.yaml"), TENANT).toUri());
    }

    /** The arguments of a service that migrates by it. */
    List<String> arguments() {
        return List.of("--spring.liquibase.change-log=" + shared, "--lockgate.tenants.change-log=" + tenants);
    }

    private static String of(String template, int number) {
        return template.replace("{n}", String.valueOf(number));
    }
}
