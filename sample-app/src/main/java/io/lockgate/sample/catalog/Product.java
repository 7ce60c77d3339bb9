package io.lockgate.sample.catalog;

/**
 * A product as it is for sale now.
 *
 * @param priceCents the price of one piece in euro cents
 * @param onHand pieces that can still be ordered
 */
public record Product(String sku, String category, String name, long priceCents, int onHand) {}
