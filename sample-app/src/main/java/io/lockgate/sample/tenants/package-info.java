/** Shops that sell the same catalog under their own name, each with customers and orders in a schema of its own. */
@NullMarked
package io.lockgate.sample.tenants;

import org.jspecify.annotations.NullMarked;
