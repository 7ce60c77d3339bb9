package io.lockgate.lock;

import io.lockgate.LockgateException;
import org.jspecify.annotations.Nullable;

/** A changeset that runs under the role of its tenant has become somebody else. */
final class RoleLeftException extends LockgateException {

    private static final long serialVersionUID = 1L;

    RoleLeftException(@Nullable String changeSet, String role, String now) {
        super(
                "Changeset %s was begun under the role %s and ended as another (%s): it is not recorded, and its transaction is rolled back."
                        .formatted(changeSet, role, now),
                "Remove from the changeset what sets who the session is: RESET ROLE, SET ROLE, SET SESSION AUTHORIZATION. If it holds "
                        + "nothing of the kind, a function, trigger or operator in the tenant's schema has done so, and may have "
                        + "acted with the privileges of the role that migrates: find it before you start again.");
    }
}
