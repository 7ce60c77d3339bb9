/**
 * Proves that what Spring Boot's Liquibase support offers goes on working when Lockgate decides when, and on which connection,
 * it migrates. Each test starts a real application on a database of its own.
 */
package io.lockgate.takeover;
