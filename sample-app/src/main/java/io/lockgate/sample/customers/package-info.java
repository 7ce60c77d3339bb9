/** Who orders, and where it is sent. */
@NullMarked
package io.lockgate.sample.customers;

import org.jspecify.annotations.NullMarked;
