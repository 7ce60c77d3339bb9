package io.lockgate.sample.orders;

/**
 * One line of an order.
 *
 * @param priceCents what one piece cost when the order was placed, in euro cents
 */
record OrderLine(String sku, int quantity, long priceCents) {}
