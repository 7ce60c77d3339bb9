package io.lockgate.sample;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What migrations have made of a database: columns, constraints, indexes, rows, and what the history says, line by line. */
record SchemaSnapshot(List<String> lines) {

    private static final String COLUMNS = """
            select concat_ws(' ', 'column', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod),
                             attnotnull, pg_get_expr(adbin, adrelid))
              from pg_attribute
              join pg_class c on c.oid = attrelid
              left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0
             order by 1
            """;

    private static final String CONSTRAINTS = """
            select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
              from pg_constraint
             where connamespace = 'public'::regnamespace
             order by 1
            """;

    private static final String INDEXES = """
            select concat_ws(' ', 'index', pg_get_indexdef(indexrelid), 'valid', indisvalid, indisready, indislive)
              from pg_index
              join pg_class c on c.oid = indexrelid
             where relnamespace = 'public'::regnamespace
             order by 1
            """;

    private static final String HISTORY = """
            select concat_ws(' ', 'changeset', orderexecuted, id, author, exectype, md5sum)
              from databasechangelog
             order by orderexecuted
            """;

    /** All but what Lockgate and Liquibase write about runs. */
    private static final String TABLES = """
            select relname
              from pg_class
             where relnamespace = 'public'::regnamespace and relkind = 'r'
               and relname not in ('databasechangelog', 'lockgate_run', 'lockgate_schema')
             order by 1
            """;

    /** A rollback gives no generated number back, and no two runs go on at the same time: such rows are only counted. */
    private static final String IS_GENERATED = """
            select count(*) > 0
              from pg_attribute
              left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where attrelid = ?::regclass and (attidentity <> '' or pg_get_expr(adbin, adrelid) = 'now()')
            """;

    private static final String COUNT = "select concat_ws(' ', 'rows', '%1$s', count(*)) from %1$s";

    private static final String ROWS =
            "select concat_ws(' ', 'rows', '%1$s', count(*), md5(string_agg(r::text, ';' order by r::text))) from %1$s r";

    static SchemaSnapshot of(JdbcClient jdbc) {
        List<String> lines = new ArrayList<>();
        for (String query : List.of(COLUMNS, CONSTRAINTS, INDEXES, HISTORY)) {
            lines.addAll(jdbc.sql(query).query(String.class).list());
        }
        for (String table : jdbc.sql(TABLES).query(String.class).list()) {
            boolean generated =
                    jdbc.sql(IS_GENERATED).param(table).query(Boolean.class).single();
            lines.add(jdbc.sql((generated ? COUNT : ROWS).formatted(table))
                    .query(String.class)
                    .single());
        }
        return new SchemaSnapshot(List.copyOf(lines));
    }
}
