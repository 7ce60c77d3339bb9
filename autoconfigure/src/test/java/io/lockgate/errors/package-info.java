/**
 * Every error: what it says, what it advises, what the process exits with, and that the database is as it was.
 */
package io.lockgate.errors;
