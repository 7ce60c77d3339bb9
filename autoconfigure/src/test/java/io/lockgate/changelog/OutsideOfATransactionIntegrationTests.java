package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class OutsideOfATransactionIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void anIndexIsBuiltConcurrently() {
        service.changelog("""
                --changeset ana:table
                create table orders (id int);
                --changeset ana:index runInTransaction:false
                create index concurrently orders_id on orders (id);
                --changeset ana:row
                insert into orders values (1);
                """);

        service.startAndStop();
        service.startAndStop();

        assertThat(service.database().history()).containsExactly("table", "index", "row");
        assertThat(service.database().query("select indisvalid from pg_index where indexrelid = 'orders_id'::regclass"))
                .containsExactly("t");
        assertThat(service.database().query("select id from orders")).containsExactly("1");
    }

    @Test
    void anIndexThatCannotBeBuiltFailsItsChangeset() {
        service.database().execute("create table orders (id int)", "insert into orders values (1), (1)");
        service.changelog("""
                --changeset ana:index runInTransaction:false
                create unique index concurrently orders_id on orders (id);
                """);

        var failure = service.failToStart();

        assertThat(failure.description())
                .startsWith("Changeset db/changelog/main.sql::index::ana failed: ERROR: could not create unique index");
        assertThat(failure.action()).contains("runInTransaction=false", "undo them by hand");
        assertThat(service.database().history()).isEmpty();
    }

    @Test
    void anIndexThatCannotBeBuiltIsNotLeftInvalid() {
        service.database().execute("create table orders (id int)", "insert into orders values (1), (1)");
        service.changelog("""
                --changeset ana:index runInTransaction:false failOnError:false
                create unique index concurrently orders_id on orders (id);
                """);

        service.startAndStop();

        assertThat(service.output()).contains("The index public.orders_id is invalid", "dropped");
        assertThat(service.database().query("select to_regclass('orders_id') is null"))
                .containsExactly("t");
    }

    @Test
    void anIndexThatWasLeftInvalidIsBuiltAgainHoweverLongItsNameIs() {
        String name = "an_index_with_a_name_that_postgresql_cuts_off_at_sixty_three_bytes_since_it_is_so_long";
        service.database().execute("create table orders (id int)", "insert into orders values (1), (1)");
        assertThatThrownBy(() -> service.database()
                        .execute("create unique index concurrently %s on orders (id)".formatted(name)))
                .hasMessageContaining("could not create unique index");
        service.database().execute("delete from orders");
        service.changelog("""
                --changeset ana:1 runInTransaction:false
                create unique index concurrently if not exists %s on orders (id);
                """.formatted(name));

        service.startAndStop();

        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().query("select indisvalid from pg_index where indrelid = 'orders'::regclass"))
                .containsExactly("t");
    }

    @Test
    void anIndexWithoutANameThatIsLeftInvalidKeepsTheGateClosed() {
        service.database().execute("create table orders (id int)", "insert into orders values (1), (1)");
        service.changelog("""
                --changeset ana:index runInTransaction:false failOnError:false
                create unique index concurrently on orders (id);
                """);

        var failure = service.failToStart("lockgate.checks.attempts=1");

        assertThat(failure.description())
                .endsWith(
                        "no-invalid-index: left invalid: public.orders_id_idx; drop them (drop index concurrently) and "
                                + "build them again");
    }
}
