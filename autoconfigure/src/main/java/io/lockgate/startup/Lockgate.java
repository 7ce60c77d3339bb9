package io.lockgate.startup;

import io.lockgate.run.Migrate;
import io.lockgate.run.RunResult;
import io.lockgate.run.Trigger;
import io.lockgate.schema.SchemaVersion;
import java.util.Optional;

/** What application code may ask of this library. */
public final class Lockgate {

    private final Migrate migrate;

    private final ReadinessGate gate;

    private final SchemaStates schemas;

    private final TenantStates tenants;

    public Lockgate(Migrate migrate, ReadinessGate gate, SchemaStates schemas, TenantStates tenants) {
        this.migrate = migrate;
        this.gate = gate;
        this.schemas = schemas;
        this.tenants = tenants;
    }

    /**
     * Migrates now, on the calling thread, with the gate closed meanwhile.
     *
     * @throws io.lockgate.run.RunInProgressException if a run is going on in this process
     * @throws io.lockgate.LockgateException of the kind that says what failed; the gate stays closed
     * @throws org.springframework.beans.BeansException if a bean that the run needs cannot be created; the gate stays closed
     */
    public RunResult migrate() {
        return migrate.run(Trigger.APPLICATION);
    }

    /**
     * The version of the schema, of the first changelog where there are several; nothing before its first changeset. Asks the
     * database, and repeats the last answer where that does not come within a second.
     */
    public Optional<SchemaVersion> version() {
        return schemas.first().map(SchemaState::version);
    }

    /**
     * Whether a schema is ready to be worked with: the gate is open, and it is what this build needs. To be asked with every
     * request for a tenant where {@code lockgate.tenants.ready-when=shared} lets traffic in before all tenants are ready: what is
     * ready costs nothing to ask, and what is not is looked at in the database once per second at most. A schema that this process
     * has not heard of is looked for, too, as another process may have provisioned it, but only ten of them per second, whatever
     * names requests carry. A database that does not answer within a second means not ready.
     *
     * @param schema the schema of a tenant, or of a history table, as the catalog knows it
     */
    public boolean isReady(String schema) {
        return gate.isOpen()
                && (gate.plans().stream()
                                .anyMatch(plan -> plan.target().schema().equals(schema))
                        || tenants.isReady(schema));
    }

    /**
     * Creates the schema of a tenant unless it exists, and brings it to what this build needs, on the calling thread. Safe beside
     * a rollout, in this process or in another: whoever comes second finds the work done.
     *
     * @param schema the schema as the catalog is to know it: letters, digits, {@code _}, {@code -} and {@code $}
     * @throws io.lockgate.LockgateException of the kind that says what failed: such as a name that cannot be one, a changeset,
     *     or that the application has no tenants
     */
    public void provisionTenant(String schema) {
        migrate.provision(schema);
    }
}
