package io.lockgate.sample.tenants;

import io.lockgate.LockgateException;
import io.lockgate.startup.Lockgate;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.web.ErrorResponseException;

/** The shops, and whether their schemas can be worked with. */
@Service
class Tenants {

    private final TenantTable table;

    /** Not there where {@code lockgate.enabled=false}: nobody migrates tenants then, and none is ready. */
    private final ObjectProvider<Lockgate> lockgate;

    Tenants(TenantTable table, ObjectProvider<Lockgate> lockgate) {
        this.table = table;
        this.lockgate = lockgate;
    }

    List<Tenant> all() {
        return table.all();
    }

    /**
     * Adds a tenant, whose schema is there and ready when this returns. Not in a transaction: the row comes first, so that the next
     * start finishes what fails here.
     *
     * @throws ErrorResponseException with 400 for a name that no schema can have, 409 for one that is taken, and 503 if the
     *     schema could not be migrated
     */
    void add(NewTenant tenant) {
        tenant.requireLegal();
        if (!table.insert(tenant)) {
            throw TenantProblem.taken(tenant.name());
        }
        try {
            lockgate.ifAvailable(migrating -> migrating.provisionTenant(tenant.name()));
        } catch (LockgateException e) {
            throw TenantProblem.notReady(tenant.name(), e);
        }
    }

    /**
     * Makes sure that there is such a tenant, and that its schema is what this build needs.
     *
     * @throws ErrorResponseException with 404 or 503 otherwise
     */
    void requireReady(String name) {
        if (!table.contains(name)) {
            throw TenantProblem.unknown(name);
        }
        if (lockgate.stream().noneMatch(states -> states.isReady(name))) {
            throw TenantProblem.notReady(name, null);
        }
    }
}
