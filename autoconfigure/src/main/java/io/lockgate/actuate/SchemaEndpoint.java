package io.lockgate.actuate;

import io.lockgate.LockgateException;
import io.lockgate.check.CheckReport;
import io.lockgate.guard.Finding;
import io.lockgate.lock.LockHolder;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.schema.ExecutedChangeSet;
import io.lockgate.schema.SchemaVersion;
import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.startup.RunStatus;
import io.lockgate.startup.SchemaState;
import io.lockgate.startup.SchemaStates;
import io.lockgate.startup.TenantCounts;
import io.lockgate.startup.TenantStates;
import io.lockgate.tenant.TenantState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/schema}: which version the schema has, how far a run is, who holds the lock, and what went wrong. */
@Endpoint(id = "schema", defaultAccess = Access.READ_ONLY)
public final class SchemaEndpoint {

    private final ReadinessGate gate;

    private final Supplier<SchemaStates> schemas;

    private final TenantStates tenants;

    /**
     * Shows a gate and schemas.
     *
     * @param schemas asked for by every question, so that nothing is created before
     */
    public SchemaEndpoint(ReadinessGate gate, Supplier<SchemaStates> schemas, TenantStates tenants) {
        this.gate = gate;
        this.schemas = schemas;
        this.tenants = tenants;
    }

    /** The whole picture; {@code version}, {@code pending} and {@code lock} at its top are those of the first target. */
    @ReadOperation
    public SchemaDescriptor schema() {
        Map<String, TargetDescriptor> targets = new LinkedHashMap<>();
        schemas.get().all().forEach(state -> targets.put(state.changelog(), TargetDescriptor.of(state)));
        TargetDescriptor first = targets.values().stream().findFirst().orElse(null);
        return new SchemaDescriptor(
                gate.state(),
                first == null ? null : first.version(),
                first == null ? null : first.pending(),
                targets,
                gate.run(),
                first == null ? null : first.lock(),
                gate.checks(),
                gate.findings(),
                tenants.counts().orElse(null),
                FailureDescriptor.of(gate.failure()));
    }

    /**
     * One schema, by its name or by that of the bean whose changelog migrates it.
     *
     * @return null, which is answered by 404, where no changelog keeps its history in a schema of that name and no tenant has it
     */
    @ReadOperation
    public @Nullable OneSchemaDescriptor schema(@Selector String schema) {
        SchemaStates states = schemas.get();
        return states.all().stream()
                .filter(state -> schema.equals(state.target().schema()) || schema.equals(state.changelog()))
                .findFirst()
                .map(state -> new OneSchemaDescriptor(
                        schema, null, state.version(), state.pending(), states.history(state), null))
                .orElseGet(() -> tenant(schema, states));
    }

    private @Nullable OneSchemaDescriptor tenant(String schema, SchemaStates states) {
        return tenants.one(schema)
                .map(tenant -> new OneSchemaDescriptor(
                        schema,
                        tenant.state(),
                        states.version(tenant.target()).orElse(null),
                        tenant.pending(),
                        states.history(tenant.target()),
                        FailureDescriptor.of(tenant.failure())))
                .orElse(null);
    }

    /** The answer about everything. */
    record SchemaDescriptor(
            GateState state,
            @Nullable SchemaVersion version,
            @Nullable Integer pending,
            Map<String, TargetDescriptor> targets,
            @Nullable RunStatus run,
            @Nullable LockDescriptor lock,
            List<CheckReport> checks,
            List<Finding> findings,
            @Nullable TenantCounts tenants,
            @Nullable FailureDescriptor failure)
            implements OperationResponseBody {}

    /**
     * The answer about one schema.
     *
     * @param state of a tenant; null for what all share
     * @param failure why migrating the tenant failed in this process, if it did
     */
    record OneSchemaDescriptor(
            String schema,
            @Nullable TenantState state,
            @Nullable SchemaVersion version,
            List<ChangeSetId> pending,
            List<ExecutedChangeSet> history,
            @Nullable FailureDescriptor failure)
            implements OperationResponseBody {}

    /** What one changelog migrates. */
    record TargetDescriptor(
            @Nullable SchemaVersion version,
            int pending,
            @Nullable LockDescriptor lock) {

        static TargetDescriptor of(SchemaState state) {
            LockDescriptor lock = state.target().postgres()
                    ? new LockDescriptor(state.target().key().value(), state.holder())
                    : null;
            return new TargetDescriptor(state.version(), state.pending().size(), lock);
        }
    }

    /** A lock, and who holds it right now, if anybody does. */
    record LockDescriptor(long key, @Nullable LockHolder holder) {}

    /** Why the last run failed, and what to do about it. */
    record FailureDescriptor(String message, String action) {

        static @Nullable FailureDescriptor of(@Nullable LockgateException failure) {
            return failure == null
                    ? null
                    : new FailureDescriptor(String.valueOf(failure.getMessage()), failure.action());
        }
    }
}
