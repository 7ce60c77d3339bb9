package io.lockgate.sample.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables {@code orders} and {@code order_lines}. */
@Repository
class OrderTable {

    private static final String SUMMARIES = """
            select o.id, o.customer_id, o.status, o.placed_at, t.total_cents
            from orders o
            join order_totals t on t.order_id = o.id and t.customer_id = o.customer_id
            """;

    private final JdbcClient jdbc;

    OrderTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long insert(long customerId) {
        return jdbc.sql("insert into orders (customer_id) values (:customerId) returning id")
                .param("customerId", customerId)
                .query(Long.class)
                .single();
    }

    void insertLine(long orderId, int number, OrderLine line) {
        jdbc.sql("""
                        insert into order_lines (order_id, line, sku, quantity, price_cents)
                        values (:orderId, :number, :sku, :quantity, :priceCents)
                        """)
                .param("orderId", orderId)
                .param("number", number)
                .param("sku", line.sku())
                .param("quantity", line.quantity())
                .param("priceCents", line.priceCents())
                .update();
    }

    /** Whether this call has cancelled the order: false for one that is shipped, cancelled or unknown. */
    boolean cancel(long id) {
        return jdbc.sql("update orders set status = 'CANCELLED' where id = :id and status = 'PLACED'")
                        .param("id", id)
                        .update()
                == 1;
    }

    Optional<OrderSummary> summary(long id) {
        return jdbc.sql(SUMMARIES + "where o.id = :id")
                .param("id", id)
                .query(OrderTable::summary)
                .optional();
    }

    List<OrderSummary> summariesOf(long customerId) {
        return jdbc.sql(SUMMARIES + "where o.customer_id = :customerId order by o.placed_at desc, o.id desc")
                .param("customerId", customerId)
                .query(OrderTable::summary)
                .list();
    }

    List<OrderLine> lines(long orderId) {
        return jdbc.sql("select sku, quantity, price_cents from order_lines where order_id = :orderId order by line")
                .param("orderId", orderId)
                .query(new DataClassRowMapper<>(OrderLine.class))
                .list();
    }

    private static OrderSummary summary(ResultSet row, int number) throws SQLException {
        return new OrderSummary(
                row.getLong("id"),
                row.getLong("customer_id"),
                OrderStatus.valueOf(row.getString("status")),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                row.getLong("total_cents"));
    }
}
