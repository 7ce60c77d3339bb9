package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a statement builds beside the application is read from its text. */
class ConcurrentBuildTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create index concurrently orders_id on orders (id)                       | orders         | orders_id",
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS Orders_Id ON Orders (id)  | Orders         | orders_id",
                "create index concurrently \"Orders Id\" on shop.\"Orders\" using gin (b) | shop.\"Orders\" | Orders Id",
                "create index concurrently orders_id on only orders (id)                  | orders         | orders_id",
                "create index concurrently Größe on orders (id)                           | orders         | größe"
            })
    void anIndexIsKnownByItsNameAndTable(String sql, String table, String name) {
        var build = ConcurrentBuild.in(sql).orElseThrow();

        assertThat(build.relation()).isEqualTo(table);
        assertThat(name).containsPattern(build.leftover());
        assertThat(name + "1").doesNotContainPattern(build.leftover());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reindex index concurrently shop.orders_id",
                "reindex (verbose) index concurrently shop.orders_id",
                "reindex (concurrently) index shop.orders_id"
            })
    void anIndexThatIsBuiltAgainLeavesTransientOnes(String sql) {
        var build = ConcurrentBuild.in(sql).orElseThrow();

        assertThat(build.relation()).isEqualTo("shop.orders_id");
        assertThat("orders_id_ccnew").containsPattern(build.leftover());
        assertThat("orders_id_ccold1").containsPattern(build.leftover());
        assertThat("orders_id").doesNotContainPattern(build.leftover());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index orders_id on orders (id)",
                "create index concurrently on orders (id)",
                "reindex index orders_id",
                "drop index concurrently orders_id"
            })
    void anythingElseIsNoBuildWithAName(String sql) {
        assertThat(ConcurrentBuild.in(sql)).isEmpty();
    }

    @Test
    void whatStandsInNobodysWayIsKnownByItsWord() {
        assertThat(ConcurrentBuild.isConcurrent("drop index CONCURRENTLY orders_id"))
                .isTrue();
        assertThat(ConcurrentBuild.isConcurrent("create table concurrently_used (id int)"))
                .isFalse();
    }
}
