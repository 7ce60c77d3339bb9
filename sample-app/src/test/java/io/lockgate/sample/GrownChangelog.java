package io.lockgate.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A changelog as it grows over the years, in YAML and SQL: one file for each changeset, and a main file that includes them. The first
 * tables are those that the checks of the service ask for.
 */
record GrownChangelog(int changeSets) {

    private static final List<String> TABLES_OF_THE_SERVICE = List.of("products", "orders", "order_lines");

    /** What happens to each table, one changeset after the other. */
    private static final List<Kind> KINDS = List.of(
            new Kind("table.yaml", """
                    databaseChangeLog:
                      - changeSet:
                          id: "{id}"
                          author: benchmark
                          comment: A table of its own
                          changes:
                            - createTable:
                                tableName: {table}
                                remarks: The table {table}
                                columns:
                                  - column: {name: id, type: bigint, constraints: {primaryKey: true, nullable: false}}
                                  - column: {name: order_id, type: bigint, constraints: {nullable: false}}
                                  - column: {name: name, type: varchar(100), constraints: {nullable: false}}
                                  - column: {name: price_cents, type: int, defaultValueNumeric: 0}
                                  - column: {name: created_at, type: timestamptz, defaultValueComputed: now()}
                    """),
            new Kind("rows.sql", """
                    --liquibase formatted sql

                    --changeset benchmark:{id}
                    insert into {table} (id, order_id, name, price_cents) values
                        (1, 1, 'one', 100),
                        (2, 2, 'two', 200),
                        (3, 3, 'three', 300);
                    update {table} set name = 'number ' || name where price_cents > 100;

                    --rollback delete from {table};
                    """),
            new Kind("column.yaml", """
                    databaseChangeLog:
                      - changeSet:
                          id: "{id}"
                          author: benchmark
                          changes:
                            - addColumn:
                                tableName: {table}
                                columns:
                                  - column: {name: note, type: text}
                                  - column: {name: active, type: boolean, defaultValueBoolean: true, constraints: {nullable: false}}
                    """),
            new Kind("index.yaml", """
                    databaseChangeLog:
                      - changeSet:
                          id: "{id}"
                          author: benchmark
                          changes:
                            - createIndex:
                                tableName: {table}
                                indexName: {table}_by_name
                                columns:
                                  - column: {name: name}
                                  - column: {name: created_at}
                    """),
            new Kind("reference.sql", """
                    --liquibase formatted sql

                    --changeset benchmark:{id}
                    alter table {table} add constraint {table}_reference foreign key (order_id) references {referenced};
                    comment on column {table}.order_id is 'a row of {referenced}';

                    --rollback alter table {table} drop constraint {table}_reference;
                    """));

    /** The main file, which is to take the place of the service's, and the others in a folder beside it. */
    Map<String, String> files() {
        Map<String, String> changes = IntStream.range(0, changeSets)
                .boxed()
                .collect(Collectors.toMap(
                        GrownChangelog::file, GrownChangelog::content, (one, other) -> one, LinkedHashMap::new));
        String main = changes.keySet().stream()
                .map("  - include: {file: %s, relativeToChangelogFile: true}\n"::formatted)
                .collect(Collectors.joining("", "databaseChangeLog:\n", ""));
        return Stream.concat(Stream.of(Map.entry("db.changelog-master.yaml", main)), changes.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String file(int number) {
        return "changes/%s-%s-%s"
                .formatted(
                        id(number), table(number / KINDS.size()), kind(number).name());
    }

    private static String content(int number) {
        int table = number / KINDS.size();
        return kind(number)
                .content()
                .replace("{id}", id(number))
                .replace("{table}", table(table))
                .replace("{referenced}", table(Math.max(table - 1, 0)));
    }

    private static Kind kind(int number) {
        return KINDS.get(number % KINDS.size());
    }

    private static String id(int number) {
        return "%04d".formatted(number + 1);
    }

    private static String table(int number) {
        return number < TABLES_OF_THE_SERVICE.size()
                ? TABLES_OF_THE_SERVICE.get(number)
                : "table_%03d".formatted(number + 1);
    }

    /** A changeset for any table; the name is the end of the file's. */
    private record Kind(String name, String content) {}
}
