/** Orders: placed, looked at, cancelled. */
@NullMarked
package io.lockgate.sample.orders;

import org.jspecify.annotations.NullMarked;
