package io.lockgate.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The changelog of the service, and one of many small changesets of all kinds: tables, rows, counting, constraints, and indexes that are built and
 * dropped concurrently. Those that run outside of a transaction can be repeated; no other can.
 */
record LedgerChangelog(URI url) {

    private static final int LEDGERS = 40;

    private static final String MAIN = """
            databaseChangeLog:
              - include: {file: db/changelog/db.changelog-master.yaml}
              - include: {file: ledgers.sql, relativeToChangelogFile: true}
            """;

    private static final String HEADER = """
            --liquibase formatted sql
            --changeset test:counter
            create table counter (counted int not null);
            insert into counter values (0);
            """;

    private static final String LEDGER = """
            --changeset test:ledger-{n}
            create table ledger_{n} (id int primary key, amount int not null);
            --changeset test:rows-{n}
            insert into ledger_{n} select g, g from generate_series(1, 500) g;
            update counter set counted = counted + 1;
            --changeset test:index-{n} runInTransaction:false
            create index concurrently if not exists ledger_{n}_amount on ledger_{n} (amount);
            --changeset test:column-{n}
            alter table ledger_{n} add note text;
            update ledger_{n} set note = 'note ' || id;
            update counter set counted = counted + 1;
            select pg_sleep(0.02);
            --changeset test:constraint-{n}
            alter table ledger_{n} add constraint ledger_{n}_positive check (amount > 0);
            alter table ledger_{n} add constraint ledger_{n}_next foreign key (amount) references ledger_{n};
            --changeset test:double-{n} runInTransaction:false
            create unique index concurrently if not exists ledger_{n}_note on ledger_{n} (note);
            --changeset test:drop-{n} runInTransaction:false
            drop index concurrently if exists ledger_{n}_amount;
            """;

    static LedgerChangelog in(Path folder) throws IOException {
        String ledgers = IntStream.rangeClosed(1, LEDGERS)
                .mapToObj(number -> LEDGER.replace("{n}", String.valueOf(number)))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("ledgers.sql"), HEADER + ledgers);
        return new LedgerChangelog(
                Files.writeString(folder.resolve("main.yaml"), MAIN).toUri());
    }
}
