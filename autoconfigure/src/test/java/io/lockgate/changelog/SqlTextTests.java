package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a statement may do is read from its words, not from its literals and comments. */
class SqlTextTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index CONCURRENTLY orders_id on orders (id)",
                "-- quickly\ndrop index concurrently orders_id",
                "alter table orders detach partition orders_1 concurrently"
            })
    void concurrentStatementsStandInNobodysWay(String sql) {
        assertThat(SqlText.of(sql).isConcurrent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table concurrently_used (id int)",
                "alter table orders add note text default 'concurrently'",
                "/* not concurrently */ alter table orders add note text",
                "do $$ begin execute 'create index concurrently i on t (a)'; end $$"
            })
    void othersDo(String sql) {
        assertThat(SqlText.of(sql).isConcurrent()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call clean_up()",
                "do $$ begin commit; end $$",
                "commit",
                "insert into orders values (1); end; insert into orders values (2)"
            })
    void someMayCommitInTheirMiddle(String sql) {
        assertThat(SqlText.of(sql).mayCommit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select case when a then 1 end from orders",
                "insert into notes values ('call; commit')",
                "create function f() returns int language plpgsql as $f$ begin return 1; end $f$",
                "create table commits (id int)",
                "insert into orders values (1) on conflict do nothing"
            })
    void othersDoNot(String sql) {
        assertThat(SqlText.of(sql).mayCommit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select E'it\\'s'; commit",
                "select 1 as \"it's\"; commit",
                "select 1 as \"a--b\"; commit",
                "/* /* */ ' */ commit",
                "select $ä_1$'$ä_1$; commit",
                "select 1 as a$b$; commit; select 2 as c$b$",
                "select 'a' -- it's\r; commit",
                "rollback",
                "prepare transaction 'a'",
                ""
            })
    void someMayEndTheirTransaction(String sql) {
        assertThat(SqlText.of(sql).mayEndTransaction()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call clean_up()",
                "do $$ begin commit; end $$",
                "select case when a then 1 end; select 'commit; ''end'",
                "insert into notes values (E'a\\nb')"
            })
    void noOtherMay(String sql) {
        assertThat(SqlText.of(sql).mayEndTransaction()).isFalse();
    }

    @Test
    void aLiteralMayBeLong() {
        String seed = "it''s long".repeat(200_000);

        assertThat(SqlText.of("insert into notes values ('%s', $$%s$$)".formatted(seed, seed))
                        .words())
                .matches("insert into notes values \\( +, +\\)");
    }
}
