package io.lockgate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.run.Run;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our SQL names everything with its schema. Whoever may create objects on the search path could otherwise let the one who
 * migrates execute them: {@code f(varchar)} is preferred to {@code pg_catalog.f(text)} for a value that the driver binds.
 */
class QualifiedNamesTests {

    /** Statements that people are told to run. */
    private static final List<String> ADVICE = List.of(
            "select pg_terminate_backend(%d)",
            "update %s set locked = false, lockgranted = null, lockedby = null where id = 1");

    @Test
    void nothingInOurSqlIsLookedUpAlongTheSearchPath() throws Exception {
        Map<String, List<String>> lookedUp = new TreeMap<>();
        StringConstants.below(mainClasses())
                .forEach((type, strings) -> strings.stream()
                        .filter(string -> !ADVICE.contains(string))
                        .filter(string -> !LookedUpNames.in(string).isEmpty())
                        .forEach(string -> lookedUp.put(type + ": " + string, LookedUpNames.in(string))));

        assertThat(lookedUp).isEmpty();
    }

    @Test
    void ourSqlIsFoundInTheClasses() throws Exception {
        var statements = StringConstants.below(mainClasses()).values().stream()
                .flatMap(strings -> strings.stream().filter(string -> string.contains("operator(pg_catalog.")))
                .collect(Collectors.toSet());

        assertThat(statements).hasSizeGreaterThan(20).allMatch(string -> LookedUpNames.isSql(string));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select to_regclass(?::pg_catalog.text) is not null",
                "select set_config('search_path', ?::pg_catalog.text, false)",
                "select pg_catalog.max(id) from (select max (id) as id from t) x",
                "pg_advisory_unlock(%s)",
                "current_setting('role')",
                "select count(*) from %s",
                "update %s set since = now()",
                "update %s set since = pg_catalog.now() where id = ?",
                "insert into %s (a, b) values (?, upper(?::pg_catalog.text))",
                "select id from %s where id operator(pg_catalog.=) ? and author <> ?",
                "select a || b from %s",
                "select id from %s where id in (:ids)",
                "select id from %s where id not in (select id from x)",
                "select nullif(a, b) from %s",
                "select -1::bigint",
                "select a -1 from %s",
                "select a is distinct from b from %s",
                "select a from %s where a like 'b'",
                "select a from %s where a between ? and ?",
                "select case a when 'x' then 1 end from %s",
                "select a from %s join %s using (id)",
                "select ?::text",
                "select ?::regclass",
                "(a, b)::text as row_of from %s",
                "select from pg_locks",
                "SELECT COUNT(ID) FROM %s",
                "select a from information_schema.tables",
                "exists (select from pg_stat_activity)",
                "select a from %s order by a collate \"C\"",
                "create table %s (\n  id text not null,\n  primary key (id))",
                "create table %s (\n  id pg_catalog.timestamptz default now(),\n  primary key (id))",
            })
    void aNameWithoutSchemaIsRefused(String sql) {
        assertThat(LookedUpNames.in(sql)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select pg_catalog.to_regclass(?::pg_catalog.text) is not null",
                "select pg_catalog.now() operator(pg_catalog.-) pg_catalog.make_interval(secs => ?::double precision)",
                "select id from %1$s where id operator(pg_catalog.=) any (?::pg_catalog.text[])",
                "insert into %s as t (a, b) select a, b from (%s) as x (a, b) on conflict (a) do update set b ="
                        + " excluded.b",
                "update %s set a = null, b = 'x = now()' where id operator(pg_catalog.=) 1",
                "set local lock_timeout = 100",
                "select case when a then -1 else b end from %s",
                "select pg_catalog.count(*) from pg_catalog.pg_locks l where exists (select from x) and (a or b)",
                "create table %s (\n  id pg_catalog.text not null,\n  at bigint,\n  primary key (id))",
                "select coalesce(a, 'none') from %s order by a collate pg_catalog.\"C\"",
            })
    void aNameWithItsSchemaIsNot(String sql) {
        assertThat(LookedUpNames.in(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Waiting for lock %s (process %d), which is held = taken",
                "left invalid: %s; drop them (drop index concurrently) and build them again",
                "lockgate.tenants.query"
            })
    void proseIsNoSql(String text) {
        assertThat(LookedUpNames.in(text)).isEmpty();
    }

    private static Path mainClasses() throws URISyntaxException {
        return Path.of(
                Run.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
