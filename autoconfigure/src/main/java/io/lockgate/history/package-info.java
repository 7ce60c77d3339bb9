/**
 * The audit of runs, in the table {@code lockgate_run}.
 */
@NullMarked
package io.lockgate.history;

import org.jspecify.annotations.NullMarked;
