package io.lockgate.changelog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An index that is built beside the running application. If the statement fails, or its process dies, it leaves an index
 * that costs writes and serves no reads, and is in the way of the next attempt (PostgreSQL documentation, CREATE INDEX,
 * "Building Indexes Concurrently", and REINDEX, "Rebuilding Indexes Concurrently").
 *
 * @param relation the table, or the index that is built again, as the statement names it
 * @param index the index that is built, as the statement names it; null for one that is built again
 */
record ConcurrentBuild(String relation, @Nullable String index) {

    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\w$]+)";

    private static final String QUALIFIED = NAME + "(?:\\s*\\.\\s*" + NAME + ")*";

    private static final Pattern CREATE = Pattern.compile(
            "\\bcreate\\s+(?:unique\\s+)?index\\s+concurrently\\s+(?:if\\s+not\\s+exists\\s+)?(" + NAME
                    + ")\\s+on\\s+(?:only\\s+)?(" + QUALIFIED + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern REINDEX = Pattern.compile(
            "\\breindex\\s+(?:\\([^)]*\\)\\s*)?(?:index|table)\\s+(?:concurrently\\s+)?(" + QUALIFIED + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    /** REINDEX gives what it builds, and what it replaces, names of its own; the server cuts names as it does anywhere. */
    private static final String INVALID = """
            select pg_catalog.format('%I.%I', n.nspname, c.relname)
              from pg_catalog.pg_index i
              join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
              join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
             where not i.indisvalid
               and c.relkind operator(pg_catalog.=) 'i'
               and i.indrelid operator(pg_catalog.=) any (
                       select pg_catalog.to_regclass(:relation::pg_catalog.text)::pg_catalog.oid
                        union all
                       select indrelid
                         from pg_catalog.pg_index
                        where indexrelid operator(pg_catalog.=) pg_catalog.to_regclass(:relation::pg_catalog.text))
               and case when :index::pg_catalog.text is null then c.relname operator(pg_catalog.~) '_cc(new|old)[0-9]*$'
                        else c.relname operator(pg_catalog.=)
                             (pg_catalog.parse_ident(:index::pg_catalog.text))[1]::pg_catalog.name end
            """;

    /** Which index another role's session builds is hidden from us, so that any of them may be ours to leave alone. */
    private static final String BEING_BUILT = """
            select from pg_catalog.pg_stat_progress_create_index p
             where p.datname operator(pg_catalog.=) pg_catalog.current_database()
               and (p.index_relid is null
                    or p.index_relid operator(pg_catalog.=) 0
                    or p.index_relid operator(pg_catalog.=) i.indexrelid)
            """;

    /** What a statement builds; nothing, if it builds nothing concurrently, or an index that it gives no name. */
    static Optional<ConcurrentBuild> in(String sql) {
        Matcher create = CREATE.matcher(sql);
        if (create.find()) {
            return Optional.of(new ConcurrentBuild(create.group(2), create.group(1)));
        }
        Matcher reindex = REINDEX.matcher(sql);
        return SqlText.of(sql).isConcurrent() && reindex.find()
                ? Optional.of(new ConcurrentBuild(reindex.group(1), null))
                : Optional.empty();
    }

    /**
     * The invalid indexes that attempts before this one have left, as SQL writes them; not those that are being built.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    List<String> leftovers(JdbcClient jdbc) {
        return ask(jdbc, INVALID + " and not exists (" + BEING_BUILT + ")");
    }

    /** Whether the index that was to be built is invalid, for whatever reason. */
    boolean isInvalid(JdbcClient jdbc) {
        return index != null && !ask(jdbc, INVALID).isEmpty();
    }

    private List<String> ask(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql)
                .param("relation", relation)
                .param("index", index)
                .query((row, number) -> row.getString(1))
                .list();
    }
}
