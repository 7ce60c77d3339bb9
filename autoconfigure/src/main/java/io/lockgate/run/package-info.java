/**
 * One run from a closed gate to an open one. Start reading at {@link io.lockgate.run.Migrate}.
 */
@NullMarked
package io.lockgate.run;

import org.jspecify.annotations.NullMarked;
