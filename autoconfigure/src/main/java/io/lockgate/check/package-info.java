/**
 * Health checks of a migrated schema, before traffic is let in.
 */
@NullMarked
package io.lockgate.check;

import org.jspecify.annotations.NullMarked;
