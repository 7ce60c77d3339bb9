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

    public Lockgate(Migrate migrate, ReadinessGate gate, SchemaStates schemas) {
        this.migrate = migrate;
        this.gate = gate;
        this.schemas = schemas;
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
     * database, and repeats the last answer where it cannot be asked.
     */
    public Optional<SchemaVersion> version() {
        return schemas.all().stream().findFirst().map(SchemaState::version);
    }

    /**
     * Whether a schema is ready to be worked with.
     *
     * @param schema the schema of a history table, as the catalog knows it
     */
    public boolean isReady(String schema) {
        return gate.isOpen()
                && schemas.all().stream()
                        .anyMatch(state -> state.target().schema().equals(schema));
    }
}
