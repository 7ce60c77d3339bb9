/** What is for sale, and how many pieces of it the warehouse can still promise. */
@NullMarked
package io.lockgate.sample.catalog;

import org.jspecify.annotations.NullMarked;
