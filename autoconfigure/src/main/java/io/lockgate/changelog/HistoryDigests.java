package io.lockgate.changelog;

import io.lockgate.database.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells where many schemas stand by a few statements: each history by a digest, which is the same wherever the same changesets
 * were executed, whenever that was and in whatever order.
 */
public final class HistoryDigests {

    /** The history of a schema that has none yet. */
    public static final String NO_HISTORY = "";

    /** A history that has appeared meanwhile. */
    public static final String APPEARED = "?";

    /**
     * How many histories are read by one statement. It holds a lock on each of them until it ends, and a server has 6400 for all
     * its sessions together by default ({@code max_locks_per_transaction} times {@code max_connections}).
     */
    private static final int CHUNK = 100;

    /** Those by which Liquibase tells whether a changeset was executed. */
    private static final String TELLING = "id, author, filename, md5sum, exectype";

    private static final String ROW = "(%s)::pg_catalog.text as row_of".formatted(TELLING);

    /** Digest of rows, each a text {@code row_of}. */
    static final String DIGEST = """
            pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(
                pg_catalog.string_agg(row_of, e'\\n' order by row_of collate pg_catalog."C"), ''), 'UTF8')), 'hex')""";

    /** Of a history without rows: that of nothing. */
    private static final String DIGEST_OF_NONE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** All that Liquibase has today: a history that lacks some is about to be altered, and is like no other. */
    private static final List<String> COLUMNS = List.of(
            "id",
            "author",
            "filename",
            "md5sum",
            "exectype",
            "dateexecuted",
            "orderexecuted",
            "description",
            "comments",
            "tag",
            "liquibase",
            "contexts",
            "labels",
            "deployment_id");

    private HistoryDigests() {}

    /**
     * Where a schema stands.
     *
     * @param schemaExists whether there is a schema at all
     * @param liquibaseLock whether it has the table of Liquibase's own lock
     * @param lockIsOurs whether a run of Lockgate has locked that, and may have {@linkplain LockLeftBehind left it behind}
     * @param digest of its history; {@link #NO_HISTORY} where it has none, and unlike every other where it could not be read
     */
    public record Standing(boolean schemaExists, boolean liquibaseLock, boolean lockIsOurs, String digest) {

        /** Where a schema stands that does not exist. */
        public static final Standing MISSING = new Standing(false, false, false, NO_HISTORY);
    }

    /** Whether it tells what a history is like: there is nothing to be learnt from one that cannot be read. */
    public static boolean isTelling(String digest) {
        return !digest.startsWith(APPEARED);
    }

    /** Returns whether a history has no rows, or does not exist. */
    public static boolean isEmpty(String digest) {
        return digest.equals(NO_HISTORY) || digest.equals(DIGEST_OF_NONE);
    }

    /** Where the schemas of some targets stand, by schema. Throws Spring's exception when the database cannot be asked. */
    public static Map<String, Standing> of(JdbcClient jdbc, Collection<ChangelogTarget> targets) {
        Map<String, Found> found = found(jdbc, targets);
        Map<String, Standing> standings = new HashMap<>();
        List<ChangelogTarget> readable = new ArrayList<>();
        Set<ChangelogTarget> lockable = new HashSet<>();
        for (ChangelogTarget target : targets) {
            Found it = found.getOrDefault(target.schema(), Found.NOTHING);
            standings.put(
                    target.schema(),
                    new Standing(
                            it.schema(), it.lock(), false, it.history() || it.hidden() ? unlike(target) : NO_HISTORY));
            if (it.isReadable()) {
                readable.add(target);
                if (it.lockReadable()) {
                    lockable.add(target);
                }
            }
        }
        for (int from = 0; from < readable.size(); from += CHUNK) {
            digests(jdbc, readable.subList(from, Math.min(from + CHUNK, readable.size())), lockable)
                    .forEach((schema, seen) -> standings.computeIfPresent(
                            schema,
                            (name, it) -> new Standing(
                                    it.schemaExists(), it.liquibaseLock(), seen.lockIsOurs(), seen.digest())));
        }
        return standings;
    }

    /** A query for the digest of one history, which exists. */
    public static String digestOf(ChangelogTarget target) {
        return "select %s from (select %s) rows".formatted(DIGEST, rowsOf(target));
    }

    private static String rowsOf(ChangelogTarget target) {
        return ROW + " from " + target.history();
    }

    /**
     * A query for where a schema stands whose lock is held: its digest, or {@link #APPEARED} where it had no history and has one
     * by now; and behind it whether there is Liquibase's own lock, which somebody may have created meanwhile.
     *
     * @param before the digest that was seen before; one that cannot be read stays what it was
     */
    public static String standing(ChangelogTarget target, String before) {
        String digest = "(%s)".formatted(digestOf(target));
        if (before.equals(NO_HISTORY)) {
            digest = "case when pg_catalog.to_regclass(%s) is null then '' else '%s' end"
                    .formatted(literal(target.history()), APPEARED);
        } else if (before.equals(unlike(target))) {
            digest = literal(before);
        }
        return "select pg_catalog.concat_ws(' ', %s, (pg_catalog.to_regclass(%s) is not null)::pg_catalog.text)"
                .formatted(digest, literal(target.liquibaseLock()));
    }

    private static String literal(String name) {
        return "'" + name.replace("'", "''") + "'";
    }

    /** One that cannot be read is like no other, so that nothing is concluded from others. */
    private static String unlike(ChangelogTarget target) {
        return APPEARED + " " + target.schema();
    }

    private static Map<String, Found> found(JdbcClient jdbc, Collection<ChangelogTarget> targets) {
        if (targets.isEmpty()) {
            return Map.of();
        }
        ChangelogTarget any = targets.iterator().next();
        return jdbc
                .sql("""
                        select n.nspname, h.oid is not null as history, l.oid is not null as lock,
                               %s as lock_readable,
                               not pg_catalog.has_schema_privilege(n.oid, 'usage') as hidden,
                               (select pg_catalog.count(*)
                                  from pg_catalog.pg_attribute
                                 where attrelid operator(pg_catalog.=) h.oid
                                   and not attisdropped
                                   and attname operator(pg_catalog.=) any (?::pg_catalog.text[])) as columns
                          from pg_catalog.pg_namespace n
                          left join pg_catalog.pg_class h on h.relnamespace operator(pg_catalog.=) n.oid
                                                         and h.relname operator(pg_catalog.=) ?::pg_catalog.text
                                                         and h.relkind operator(pg_catalog.=) any ('{r,p}'::pg_catalog."char"[])
                          left join pg_catalog.pg_class l on l.relnamespace operator(pg_catalog.=) n.oid
                                                         and l.relname operator(pg_catalog.=) ?::pg_catalog.text
                         cross join lateral (select prefix operator(pg_catalog.||) pg_catalog.quote_ident(h.relname) as history,
                                                    prefix operator(pg_catalog.||) pg_catalog.quote_ident(l.relname) as lock
                                               from (select case when pg_catalog.has_schema_privilege(n.oid, 'usage')
                                                                 then pg_catalog.quote_ident(n.nspname) operator(pg_catalog.||) '.'
                                                            end as prefix) visible) tables
                         where n.nspname operator(pg_catalog.=) any (?::pg_catalog.text[])
                        """.formatted(TrustedTable.isReadableLock("tables.lock", "tables.history")))
                .params(
                        COLUMNS.toArray(String[]::new),
                        any.historyTable(),
                        any.lockTable(),
                        targets.stream().map(ChangelogTarget::schema).toArray(String[]::new))
                .query((row, number) -> Map.entry(
                        row.getString("nspname"),
                        new Found(
                                true,
                                row.getBoolean("history"),
                                row.getBoolean("hidden"),
                                row.getInt("columns") == COLUMNS.size(),
                                row.getBoolean("lock"),
                                row.getBoolean("lock_readable"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Where one cannot be read, the others still are. */
    private static Map<String, Seen> digests(
            JdbcClient jdbc, List<ChangelogTarget> targets, Set<ChangelogTarget> lockable) {
        try {
            Map<String, Seen> digests = new HashMap<>();
            targets.forEach(target -> digests.put(target.schema(), Seen.NOTHING));
            jdbc.sql(IntStream.range(0, targets.size())
                            .mapToObj(index -> rowsOf(index, targets.get(index), lockable))
                            .collect(Collectors.joining(
                                    " union all ",
                                    "select position, %s as digest, pg_catalog.bool_or(lock) as lock_is_ours from ("
                                            .formatted(DIGEST),
                                    ") rows group by position")))
                    .query(row -> {
                        digests.put(
                                targets.get(row.getInt("position")).schema(),
                                new Seen(row.getString("digest"), row.getBoolean("lock_is_ours")));
                    });
            return digests;
        } catch (DataAccessException e) {
            if (FailureKind.isTransient(e) && FailureKind.of(e) != FailureKind.EXHAUSTED) {
                throw e;
            }
            if (targets.size() == 1) {
                return Map.of();
            }
            int half = targets.size() / 2;
            Map<String, Seen> both = new HashMap<>(digests(jdbc, targets.subList(0, half), lockable));
            both.putAll(digests(jdbc, targets.subList(half, targets.size()), lockable));
            return both;
        }
    }

    /** The rows of a history; and one without a text for a lock that is ours. */
    private static String rowsOf(int position, ChangelogTarget target, Set<ChangelogTarget> lockable) {
        String rows = "select %d as position, %s, false as lock from %s".formatted(position, ROW, target.history());
        return lockable.contains(target)
                ? rows + " union all " + LockLeftBehind.rowOf(target.liquibaseLock(), position + ", null, true")
                : rows;
    }

    private record Seen(String digest, boolean lockIsOurs) {

        static final Seen NOTHING = new Seen(DIGEST_OF_NONE, false);
    }

    private record Found(
            boolean schema, boolean history, boolean hidden, boolean complete, boolean lock, boolean lockReadable) {

        static final Found NOTHING = new Found(false, false, false, false, false, false);

        boolean isReadable() {
            return history && !hidden && complete;
        }
    }
}
