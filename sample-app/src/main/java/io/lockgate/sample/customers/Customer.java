package io.lockgate.sample.customers;

import java.util.List;

/** A customer with every known address, the oldest first. */
record Customer(long id, String email, String name, List<Address> addresses) {}
