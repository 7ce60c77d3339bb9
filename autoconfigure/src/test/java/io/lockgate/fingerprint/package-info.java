/**
 * A start that is recognised by its fingerprint does not ask Liquibase, so nothing that Liquibase would have noticed may leave
 * the fingerprint as it is. Each test shows both: the unchanged start is recognised, and the changed one is not.
 */
@NullMarked
package io.lockgate.fingerprint;

import org.jspecify.annotations.NullMarked;
