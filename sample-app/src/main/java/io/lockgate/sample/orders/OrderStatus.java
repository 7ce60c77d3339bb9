package io.lockgate.sample.orders;

/** How far an order has come; the table's check constraint {@code orders_status_check} lists the same names. */
enum OrderStatus {
    PLACED,
    SHIPPED,
    CANCELLED
}
