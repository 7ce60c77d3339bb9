package io.lockgate.run;

import io.lockgate.changelog.ChangelogTarget;
import java.util.List;
import java.util.Set;

/**
 * What tenants share.
 *
 * @param targets what is migrated before them
 * @param schemas that cannot be tenants'
 */
record SharedSchema(List<ChangelogTarget> targets, Set<String> schemas) {}
