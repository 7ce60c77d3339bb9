/**
 * Lets no traffic into a Spring Boot service until its PostgreSQL schema stands where this build needs it.
 */
@NullMarked
package io.lockgate;

import org.jspecify.annotations.NullMarked;
