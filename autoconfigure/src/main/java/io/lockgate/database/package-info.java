/**
 * The way to the database: waiting until it answers, telling passing failures from lasting ones, and the one
 * connection that a run works on.
 */
@NullMarked
package io.lockgate.database;

import org.jspecify.annotations.NullMarked;
