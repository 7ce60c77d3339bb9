package io.lockgate.tenant;

import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.changelog.HistoryDigests.Standing;
import io.lockgate.changelog.TenantChangelog;
import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.TenantSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants of an application: who they are, and what their schemas are to be. */
public final class Tenants {

    private final TenantChangelog changelog;

    private final Supplier<TenantSchemas> schemas;

    private final TenantSettings settings;

    private final KnownHistories known = new KnownHistories();

    /**
     * Tenants.
     *
     * @param schemas says who they are; asked for by every run, so that nothing is created before
     */
    public Tenants(TenantChangelog changelog, Supplier<TenantSchemas> schemas, TenantSettings settings) {
        this.changelog = changelog;
        this.schemas = schemas;
        this.settings = settings;
    }

    public TenantChangelog changelog() {
        return changelog;
    }

    TenantSettings settings() {
        return settings;
    }

    KnownHistories known() {
        return known;
    }

    /** Knows again what an earlier start has found out about histories. */
    private void recall(MigrationConnection connection, ChangelogTarget shared) {
        changelog.recall(connection, shared).forEach(digest -> known.add(Map.of(), digest));
    }

    /** Lets the next start know what is known about histories. */
    void remember(MigrationConnection connection, ChangelogTarget shared) {
        Set<String> histories = known.current(Map.of());
        if (!histories.isEmpty()) {
            changelog.remember(connection, shared, histories);
        }
    }

    /**
     * Refuses names that cannot be those of tenants' schemas, as far as they are known without a database.
     *
     * @throws io.lockgate.LockgateException if there are such
     */
    public void refuseInvalid() {
        schemas.get().fixed().ifPresent(names -> refuse(TenantNames.problems(names, changelog, Set.of())));
    }

    /**
     * All tenants and where they stand, by a few statements for all of them.
     *
     * @param sharedSchemas cannot be tenants'
     * @throws TenantSchemasInvalidException if what was named cannot be schemas of tenants, or does not exist and is not to be
     *     created
     */
    List<Tenant> all(TenantRun run, Set<String> sharedSchemas) {
        known.forget();
        List<Tenant> all = others(run, sharedSchemas, Set.of());
        if (!all.isEmpty()) {
            run.shared().ifPresent(shared -> recall(run.connection(), shared));
        }
        return all;
    }

    /** The same without those that are known already. */
    List<Tenant> others(TenantRun run, Set<String> sharedSchemas, Set<String> known) {
        TenantSchemas source = schemas.get();
        List<String> names = new ArrayList<>(source.schemas(run.connection().jdbc()));
        refuse(TenantNames.problems(names, changelog, sharedSchemas));
        names.removeAll(known);
        Standings standings = new Standings(run, settings.parallelism());
        List<Tenant> tenants = standings.of(named(names, source));
        if (!settings.createSchemas()) {
            refuse(tenants.stream()
                    .filter(tenant -> !tenant.standing().schemaExists())
                    .map(tenant -> "there is no schema '%s'".formatted(tenant.schema()))
                    .toList());
        }
        return tenants;
    }

    /**
     * One tenant, whether it is among those that were named or not.
     *
     * @throws TenantSchemasInvalidException if the name cannot be that of a tenant's schema
     */
    Tenant one(JdbcClient jdbc, String schema, Set<String> sharedSchemas) {
        refuse(TenantNames.problems(List.of(schema), changelog, sharedSchemas));
        return Standings.of(named(List.of(schema), schemas.get()), jdbc).get(0);
    }

    private List<Tenant> named(List<String> names, TenantSchemas source) {
        return names.stream()
                .map(name -> new Tenant(
                        name,
                        Map.copyOf(source.parameters(name)),
                        source.role(name).orElse(null),
                        changelog.target(name),
                        Standing.MISSING))
                .toList();
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new TenantSchemasInvalidException(problems);
        }
    }
}
