/**
 * Brings the schemas of many tenants to what this build needs: as a set, not in a loop. Those that stand at the same place are
 * migrated alike, the first by Liquibase, the others by replaying what it did.
 */
@NullMarked
package io.lockgate.tenant;

import org.jspecify.annotations.NullMarked;
