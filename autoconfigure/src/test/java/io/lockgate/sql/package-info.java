/**
 * Our own SQL, and who else could be meant by the names in it. Nothing that others have created on the search path may run in
 * place of what PostgreSQL itself has.
 */
package io.lockgate.sql;
