/**
 * The names this library speaks in: changesets and the version that a schema has reached.
 */
@NullMarked
package io.lockgate.schema;

import org.jspecify.annotations.NullMarked;
