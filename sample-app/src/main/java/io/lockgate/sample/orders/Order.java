package io.lockgate.sample.orders;

import java.time.Instant;
import java.util.List;

/** A placed order with its lines; the total is in euro cents. */
record Order(long id, long customerId, OrderStatus status, Instant placedAt, long totalCents, List<OrderLine> lines) {}
