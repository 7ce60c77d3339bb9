/**
 * Wires it all into a Spring Boot application.
 */
@NullMarked
package io.lockgate.autoconfigure;

import org.jspecify.annotations.NullMarked;
