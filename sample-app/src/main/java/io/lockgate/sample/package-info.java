/** A small order service, the sample application of Lockgate. */
@NullMarked
package io.lockgate.sample;

import org.jspecify.annotations.NullMarked;
