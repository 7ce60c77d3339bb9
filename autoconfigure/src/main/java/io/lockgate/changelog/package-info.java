/**
 * The only client of Liquibase: what is pending, applying it exactly once, and the history that it leaves.
 */
@NullMarked
package io.lockgate.changelog;

import org.jspecify.annotations.NullMarked;
