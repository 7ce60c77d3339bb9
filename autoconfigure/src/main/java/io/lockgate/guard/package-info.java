/**
 * Judges what is pending before any of it runs.
 */
@NullMarked
package io.lockgate.guard;

import org.jspecify.annotations.NullMarked;
