/**
 * Proves with changelogs written by others that a migration through Lockgate leaves what plain Liquibase leaves.
 * Each changelog is run both ways, and what the catalogs, the rows and the history say is compared line by line.
 */
package io.lockgate.thirdparty;
