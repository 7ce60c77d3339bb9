package io.lockgate.sample.tenants;

import java.time.Instant;

/**
 * A shop.
 *
 * @param name that of its schema, too
 */
record Tenant(String name, String displayName, Instant createdAt) {}
