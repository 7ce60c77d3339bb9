/**
 * Where Spring Boot's lifecycle meets a run: the first runner, the readiness gate, shutdown and exit codes.
 */
@NullMarked
package io.lockgate.startup;

import org.jspecify.annotations.NullMarked;
