package io.lockgate.check;

import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * No index was left invalid. A {@code CREATE INDEX CONCURRENTLY} that fails leaves one: it costs writes and serves no reads
 * (PostgreSQL documentation, CREATE INDEX, "Building Indexes Concurrently").
 *
 * @param before the indexes that were invalid before the run
 */
record InvalidIndexCheck(Set<String> before) implements SchemaCheck {

    @Override
    public String name() {
        return "no-invalid-index";
    }

    @Override
    public CheckResult check(JdbcClient jdbc) {
        List<String> left = invalidIndexes(jdbc).stream()
                .filter(index -> !before.contains(index))
                .toList();
        return left.isEmpty()
                ? CheckResult.up()
                : CheckResult.down("left invalid: %s; drop them (drop index concurrently) and build them again"
                        .formatted(String.join(", ", left)));
    }

    /**
     * Those being built right now and those of partitioned tables, which wait for their parts, are invalid by design. Which
     * index the session of another role builds is hidden from us: any may be it.
     */
    static List<String> invalidIndexes(JdbcClient jdbc) {
        return jdbc.sql("""
                        select pg_catalog.format('%I.%I', n.nspname, c.relname)
                          from pg_catalog.pg_index i
                          join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
                          join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
                         where not i.indisvalid
                           and c.relkind operator(pg_catalog.=) 'i'
                           and not pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
                           and not exists (select from pg_catalog.pg_stat_progress_create_index p
                                            where p.datname operator(pg_catalog.=) pg_catalog.current_database()
                                              and (p.index_relid is null
                                                   or p.index_relid operator(pg_catalog.=) i.indexrelid))
                         order by 1
                        """).query((row, number) -> row.getString(1)).list();
    }
}
