/**
 * PostgreSQL advisory locks: who may migrate, and who does right now.
 */
@NullMarked
package io.lockgate.lock;

import org.jspecify.annotations.NullMarked;
