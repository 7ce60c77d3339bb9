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
import io.lockgate.startup.SchemaHistory;
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
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/schema}: which version the schema has, how far a run is, who holds the lock, and what went wrong. */
@Endpoint(id = "schema", defaultAccess = Access.READ_ONLY)
public final class SchemaEndpoint {

    private static final String NO_ANSWER =
            "A database does not answer within a second: what only it can tell is as known last, or left out.";

    private final ReadinessGate gate;

    private final Supplier<SchemaStates> schemas;

    private final TenantStates tenants;

    private final Show showDetails;

    /**
     * Shows a gate and schemas.
     *
     * @param schemas asked for by every question, so that nothing is created before
     * @param showDetails whether statements and values are shown
     */
    public SchemaEndpoint(ReadinessGate gate, Supplier<SchemaStates> schemas, TenantStates tenants, Show showDetails) {
        this.gate = gate;
        this.schemas = schemas;
        this.tenants = tenants;
        this.showDetails = showDetails;
    }

    /** The whole picture; {@code version}, {@code pending} and {@code lock} at its top are those of the first target. */
    @ReadOperation
    public SchemaDescriptor schema() {
        return schema(showDetails.isShown(true));
    }

    /**
     * One schema, by its name or by that of the bean whose changelog migrates it.
     *
     * @return null, which is answered by 404, where no changelog keeps its history in a schema of that name and no tenant has it
     */
    @ReadOperation
    public @Nullable OneSchemaDescriptor schema(@Selector String schema) {
        return schema(schema, showDetails.isShown(true));
    }

    SchemaDescriptor schema(boolean details) {
        List<SchemaState> states = schemas.get().all();
        Map<String, TargetDescriptor> targets = new LinkedHashMap<>();
        states.forEach(state -> targets.put(state.changelog(), TargetDescriptor.of(state, details)));
        TargetDescriptor first = targets.values().stream().findFirst().orElse(null);
        return new SchemaDescriptor(
                gate.state(),
                first == null ? null : first.version(),
                first == null ? null : first.pending(),
                targets,
                gate.run(),
                first == null ? null : first.lock(),
                gate.checks().stream()
                        .map(check -> details ? check : check.withoutValues())
                        .toList(),
                gate.findings(),
                tenants.counts().orElse(null),
                FailureDescriptor.of(gate.failure(), details),
                states.stream().allMatch(SchemaState::answered) ? null : NO_ANSWER);
    }

    @Nullable
    OneSchemaDescriptor schema(String schema, boolean details) {
        SchemaStates states = schemas.get();
        return states.history(schema)
                .map(history -> OneSchemaDescriptor.of(schema, history, null, null))
                .orElseGet(() -> tenant(schema, states, details));
    }

    private @Nullable OneSchemaDescriptor tenant(String schema, SchemaStates states, boolean details) {
        return tenants.one(schema)
                .flatMap(tenant -> states.history(tenant.target(), tenant.pending())
                        .map(history -> OneSchemaDescriptor.of(
                                schema, history, tenant.state(), FailureDescriptor.of(tenant.failure(), details))))
                .orElse(null);
    }

    /**
     * The answer about everything.
     *
     * @param hint says so, if a database does not answer
     */
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
            @Nullable FailureDescriptor failure,
            @Nullable String hint)
            implements OperationResponseBody {}

    /**
     * The answer about one schema.
     *
     * @param state of a tenant; null for what all share
     * @param failure why migrating the tenant failed in this process, if it did
     * @param history null if the database does not answer
     * @param hint says so
     */
    record OneSchemaDescriptor(
            String schema,
            @Nullable TenantState state,
            @Nullable SchemaVersion version,
            List<ChangeSetId> pending,
            @Nullable List<ExecutedChangeSet> history,
            @Nullable FailureDescriptor failure,
            @Nullable String hint)
            implements OperationResponseBody {

        static OneSchemaDescriptor of(
                String schema,
                SchemaHistory history,
                @Nullable TenantState state,
                @Nullable FailureDescriptor failure) {
            return new OneSchemaDescriptor(
                    schema,
                    state,
                    history.version(),
                    history.pending(),
                    history.executed(),
                    failure,
                    history.executed() == null ? NO_ANSWER : null);
        }
    }

    /** What one changelog migrates. */
    record TargetDescriptor(
            @Nullable SchemaVersion version,
            int pending,
            @Nullable LockDescriptor lock) {

        static TargetDescriptor of(SchemaState state, boolean details) {
            LockDescriptor lock = state.target().postgres() ? LockDescriptor.of(state, state.holder(), details) : null;
            return new TargetDescriptor(state.version(), state.pending().size(), lock);
        }
    }

    /** A lock, and who holds it right now, if anybody does. */
    record LockDescriptor(long key, @Nullable LockHolder holder) {

        static LockDescriptor of(SchemaState state, @Nullable LockHolder holder, boolean details) {
            return new LockDescriptor(
                    state.target().key().value(), holder == null || details ? holder : holder.withoutQuery());
        }
    }

    /** Why the last run failed, and what to do about it. */
    record FailureDescriptor(String message, String action) {

        static @Nullable FailureDescriptor of(@Nullable LockgateException failure, boolean details) {
            return failure == null
                    ? null
                    : new FailureDescriptor(
                            details ? String.valueOf(failure.getMessage()) : failure.summary(), failure.action());
        }
    }
}
