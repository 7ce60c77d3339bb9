/**
 * What the tests share: a real PostgreSQL, and a service with this library in it that starts as a user would start it.
 */
package io.lockgate.testing;
