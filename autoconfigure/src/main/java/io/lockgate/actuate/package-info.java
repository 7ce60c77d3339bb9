/**
 * What people and tools at Actuator see: the endpoint, the health component and the info of the schema.
 */
@NullMarked
package io.lockgate.actuate;

import org.jspecify.annotations.NullMarked;
