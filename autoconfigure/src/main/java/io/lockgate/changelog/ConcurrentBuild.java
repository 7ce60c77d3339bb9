package io.lockgate.changelog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An index that is built beside the running application. If the statement fails, or its process dies, it leaves an index
 * that costs writes and serves no reads, and is in the way of the next attempt (PostgreSQL documentation, CREATE INDEX,
 * "Building Indexes Concurrently", and REINDEX, "Rebuilding Indexes Concurrently").
 *
 * @param relation the table, or the index that is built again, as the statement names it
 * @param leftover a regular expression that the names of what it leaves behind match
 */
record ConcurrentBuild(String relation, String leftover) {

    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\w$]+)";

    private static final String QUALIFIED = NAME + "(?:\\s*\\.\\s*" + NAME + ")*";

    private static final Pattern CREATE = Pattern.compile(
            "\\bcreate\\s+(?:unique\\s+)?index\\s+concurrently\\s+(?:if\\s+not\\s+exists\\s+)?(" + NAME
                    + ")\\s+on\\s+(?:only\\s+)?(" + QUALIFIED + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern REINDEX = Pattern.compile(
            "\\breindex\\s+(?:\\([^)]*\\)\\s*)?(?:index|table)\\s+(?:concurrently\\s+)?(" + QUALIFIED + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern CONCURRENTLY = Pattern.compile("\\bconcurrently\\b", Pattern.CASE_INSENSITIVE);

    /** The names that REINDEX CONCURRENTLY gives to what it builds and to what it replaces. */
    private static final String TRANSIENT = "_cc(new|old)[0-9]*$";

    /** Whether a statement waits for others without standing in their way, so that it may wait as long as it takes. */
    static boolean isConcurrent(String sql) {
        return CONCURRENTLY.matcher(sql).find();
    }

    /** What a statement builds; nothing, if it builds nothing concurrently, or an index that it gives no name. */
    static Optional<ConcurrentBuild> in(String sql) {
        Matcher create = CREATE.matcher(sql);
        if (create.find()) {
            return Optional.of(
                    new ConcurrentBuild(create.group(2), "^" + Pattern.quote(inCatalog(create.group(1))) + "$"));
        }
        Matcher reindex = REINDEX.matcher(sql);
        return isConcurrent(sql) && reindex.find()
                ? Optional.of(new ConcurrentBuild(reindex.group(1), TRANSIENT))
                : Optional.empty();
    }

    /**
     * The invalid indexes that attempts before this one have left, as SQL writes them.
     *
     * @throws org.springframework.dao.DataAccessException when the database cannot be asked
     */
    List<String> leftovers(JdbcClient jdbc) {
        Pattern name = Pattern.compile(leftover);
        return jdbc
                .sql("""
                        select n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) as qualified
                          from pg_index i
                          join pg_class c on c.oid = i.indexrelid
                          join pg_namespace n on n.oid = c.relnamespace
                         where not i.indisvalid
                           and c.relkind = 'i'
                           and i.indrelid in (select to_regclass(:relation)
                                               union all
                                              select indrelid from pg_index where indexrelid = to_regclass(:relation))
                           and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
                        """)
                .param("relation", relation)
                .query((row, number) -> new Index(row.getString("relname"), row.getString("qualified")))
                .list()
                .stream()
                .filter(index -> name.matcher(index.name()).find())
                .map(Index::qualified)
                .toList();
    }

    private static String inCatalog(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }

    private record Index(String name, String qualified) {}
}
