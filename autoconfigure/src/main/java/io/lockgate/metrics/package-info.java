/**
 * What Micrometer learns about runs.
 */
@NullMarked
package io.lockgate.metrics;

import org.jspecify.annotations.NullMarked;
