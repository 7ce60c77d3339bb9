package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

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
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS Orders_Id ON Orders (id)  | Orders         | Orders_Id",
                "create index concurrently \"Orders Id\" on shop.\"Orders\" using gin (b) | shop.\"Orders\" | \"Orders Id\"",
                "create index concurrently orders_id on only orders (id)                  | orders         | orders_id",
                "create index concurrently Größe on orders (id)                           | orders         | Größe"
            })
    void anIndexIsKnownByItsNameAndTable(String sql, String table, String name) {
        var build = ConcurrentBuild.in(sql).orElseThrow();

        assertThat(build).isEqualTo(new ConcurrentBuild(table, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reindex index concurrently shop.orders_id",
                "reindex (verbose) index concurrently shop.orders_id",
                "reindex (concurrently) index shop.orders_id"
            })
    void anIndexThatIsBuiltAgainIsKnownByItself(String sql) {
        assertThat(ConcurrentBuild.in(sql)).contains(new ConcurrentBuild("shop.orders_id", null));
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
}
