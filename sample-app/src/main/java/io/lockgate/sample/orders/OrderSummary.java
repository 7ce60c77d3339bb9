package io.lockgate.sample.orders;

import java.time.Instant;
import java.util.List;

/** An order as it stands in a customer's list; the total is in euro cents. */
record OrderSummary(long id, long customerId, OrderStatus status, Instant placedAt, long totalCents) {

    Order with(List<OrderLine> lines) {
        return new Order(id, customerId, status, placedAt, totalCents, lines);
    }
}
