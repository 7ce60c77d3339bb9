package io.lockgate.sample;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What migrations have made of a schema: its objects, its rows, and what the history says, line by line. */
record SchemaSnapshot(List<String> lines) {

    private static final String COLUMNS = """
            select concat_ws(' ', 'column', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod),
                             attnotnull, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
              from pg_attribute
              join pg_class c on c.oid = attrelid
              left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where relnamespace = ?::regnamespace and relkind = 'r' and attnum > 0
             order by 1
            """;

    private static final String RELATIONS = """
            select concat_ws(' ', 'relation', oid::regclass, relkind, pg_get_viewdef(oid), obj_description(oid, 'pg_class'))
              from pg_class
             where relnamespace = ?::regnamespace
             order by 1
            """;

    private static final String CONSTRAINTS = """
            select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
              from pg_constraint
             where connamespace = ?::regnamespace
             order by 1
            """;

    private static final String INDEXES = """
            select concat_ws(' ', 'index', pg_get_indexdef(indexrelid), 'valid', indisvalid, indisready, indislive)
              from pg_index
              join pg_class c on c.oid = indexrelid
             where relnamespace = ?::regnamespace
             order by 1
            """;

    private static final String FUNCTIONS = """
            select concat_ws(' ', 'function', pg_get_functiondef(oid))
              from pg_proc
             where pronamespace = ?::regnamespace and prokind in ('f', 'p')
             order by 1
            """;

    /** All but when, and in which deployment. */
    private static final String HISTORY = """
            select concat_ws(' ', 'changeset', orderexecuted, id, author, filename, exectype, md5sum, description, comments, tag,
                             liquibase, contexts, labels)
              from %s.databasechangelog
             order by orderexecuted
            """;

    /** All but what Lockgate and Liquibase write about runs. */
    private static final String TABLES = """
            select oid::regclass::text
              from pg_class
             where relnamespace = ?::regnamespace and relkind = 'r'
               and relname not in ('databasechangelog', 'databasechangeloglock', 'lockgate_run', 'lockgate_schema')
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

    /** That of the schema {@code public}. */
    static SchemaSnapshot of(JdbcClient jdbc) {
        return of(jdbc, "public");
    }

    /** That of a schema, without its name. */
    static SchemaSnapshot of(JdbcClient jdbc, String schema) {
        List<String> lines = new ArrayList<>();
        for (String query : List.of(COLUMNS, RELATIONS, CONSTRAINTS, INDEXES, FUNCTIONS)) {
            lines.addAll(jdbc.sql(query).param(schema).query(String.class).list());
        }
        lines.addAll(jdbc.sql(HISTORY.formatted(schema)).query(String.class).list());
        for (String table : jdbc.sql(TABLES).param(schema).query(String.class).list()) {
            boolean generated =
                    jdbc.sql(IS_GENERATED).param(table).query(Boolean.class).single();
            lines.add(jdbc.sql((generated ? COUNT : ROWS).formatted(table))
                    .query(String.class)
                    .single());
        }
        return new SchemaSnapshot(
                lines.stream().map(line -> line.replace(schema + ".", "")).toList());
    }

    /** The same without Liquibase's own lock, which is not there where nobody else needs it. */
    SchemaSnapshot withoutLiquibasesLock() {
        return new SchemaSnapshot(lines.stream()
                .filter(line -> !line.contains("databasechangeloglock"))
                .toList());
    }
}
