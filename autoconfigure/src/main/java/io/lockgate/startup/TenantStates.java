package io.lockgate.startup;

import io.lockgate.LockgateException;
import io.lockgate.run.Migrate;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.tenant.TenantReport;
import io.lockgate.tenant.TenantState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the tenants stand: as the runs of this process tell, and as others have left them meanwhile. */
public final class TenantStates implements RunListener {

    private static final Logger log = LoggerFactory.getLogger(TenantStates.class);

    /** Pause between two questions about a tenant that was not ready: callers may ask with every request. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Maximum of schemas unknown to this process that are looked for per period: callers may pass on any name. */
    private static final int MAX_UNKNOWN = 10;

    private final Map<String, TenantReport> tenants = new ConcurrentHashMap<>();

    private final RateLimit known = new RateLimit(PERIOD, Integer.MAX_VALUE, System::nanoTime);

    private final RateLimit unknown = new RateLimit(PERIOD, MAX_UNKNOWN, System::nanoTime);

    private final DatabaseQuestions database = new DatabaseQuestions();

    private final Supplier<Migrate> migrate;

    /**
     * States of tenants.
     *
     * @param migrate asked about those that are not known to be ready
     */
    public TenantStates(Supplier<Migrate> migrate) {
        this.migrate = migrate;
    }

    @Override
    public void tenantsCounted(Run run, List<TenantReport> counted) {
        counted.forEach(tenant -> tenants.put(tenant.schema(), tenant));
        tenants.keySet().retainAll(counted.stream().map(TenantReport::schema).collect(Collectors.toSet()));
    }

    @Override
    public void tenantChanged(Run run, TenantReport tenant) {
        tenants.put(tenant.schema(), tenant);
    }

    /** Whether the schema of a tenant is what this build needs; whoever may have migrated it. */
    boolean isReady(String schema) {
        TenantReport report = tenants.get(schema);
        if (report != null && report.state() == TenantState.CURRENT) {
            return true;
        }
        return (report == null ? unknown : known).pass(schema)
                && database.ask(schema, () -> isCurrent(schema)).await().orElse(false);
    }

    private boolean isCurrent(String schema) {
        try {
            return migrate.get().tenant(schema).state() == TenantState.CURRENT;
        } catch (LockgateException e) {
            log.debug("Where tenant {} stands cannot be told", schema, e);
            return false;
        }
    }

    /** One tenant, as far as this process knows. */
    public Optional<TenantReport> one(String schema) {
        return Optional.ofNullable(tenants.get(schema));
    }

    /** How many tenants stand where; nothing before they were counted. */
    public Optional<TenantCounts> counts() {
        return tenants.isEmpty() ? Optional.empty() : Optional.of(TenantCounts.of(tenants.values()));
    }
}
