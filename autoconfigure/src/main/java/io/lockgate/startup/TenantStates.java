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

    /** How long it is not asked again about a tenant that was not ready: who asks may do so with every request. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How many are remembered that were not ready: who asks may repeat whatever a request says. */
    private static final int MAX_ASKED = 10_000;

    private final Map<String, TenantReport> tenants = new ConcurrentHashMap<>();

    private final Map<String, Long> asked = new ConcurrentHashMap<>();

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
        TenantReport known = tenants.get(schema);
        if (known != null && known.state() == TenantState.CURRENT) {
            return true;
        }
        return isToBeAsked(schema)
                && ask(schema)
                        .filter(tenant -> tenant.state() == TenantState.CURRENT)
                        .isPresent();
    }

    /** One of many requests at the same time asks. */
    private boolean isToBeAsked(String schema) {
        if (asked.size() >= MAX_ASKED) {
            asked.clear();
        }
        Long now = System.nanoTime();
        return asked.merge(schema, now, (last, next) -> next - last < PATIENCE.toNanos() ? last : next)
                .equals(now);
    }

    private Optional<TenantReport> ask(String schema) {
        try {
            return Optional.of(migrate.get().tenant(schema));
        } catch (LockgateException e) {
            log.debug("Where tenant {} stands cannot be told", schema, e);
            return Optional.empty();
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
