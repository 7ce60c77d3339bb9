package io.lockgate.tenant;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.HistoryDigests;
import io.lockgate.changelog.Rehearsal;
import io.lockgate.changelog.TenantChangelog;
import io.lockgate.changelog.TenantHazard;
import io.lockgate.database.MigrationConnection;
import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Groups tenants by where they stand, and asks Liquibase once per group what is to be done. */
final class Cohorts {

    private static final Logger log = LoggerFactory.getLogger(Cohorts.class);

    private final Tenants tenants;

    private final TenantRun run;

    private final Map<Key, Cohort> cohorts = new HashMap<>();

    private final Map<Key, TenantReport> likeThese = new HashMap<>();

    private final List<ChangelogPlan> plans = new ArrayList<>();

    private final Set<String> schemas = new HashSet<>();

    /** Whether what is done once stays done: not with changesets that run always. */
    private boolean lasts = true;

    private final boolean looking;

    private Cohorts(Tenants tenants, TenantRun run, boolean looking) {
        this.tenants = tenants;
        this.run = run;
        this.looking = looking;
    }

    /** Cohorts that are to be migrated. */
    Cohorts(Tenants tenants, TenantRun run) {
        this(tenants, run, false);
    }

    /** Cohorts that are only looked at, possibly with every request: nothing is rehearsed, and nothing asked twice. */
    static Cohorts looking(Tenants tenants, TenantRun run) {
        return new Cohorts(tenants, run, true);
    }

    /** What tenants have in common that can be migrated alike. */
    private record Key(Map<String, String> parameters, boolean quoted, String digest) {}

    private Key key(Tenant tenant, String digest) {
        return new Key(tenant.parameters(), tenant.target().isQuoted(), digest);
    }

    /**
     * Finds out where tenants stand, with as few questions as there are cohorts among them; to be called by one thread, before
     * there are others.
     *
     * @return where each stands, in their order
     */
    List<TenantReport> reports(Collection<Tenant> all) {
        all.forEach(tenant -> schemas.add(tenant.schema()));
        Map<String, LockgateException> refused = refused(all);
        Map<Key, List<Tenant>> alike = new LinkedHashMap<>();
        all.stream()
                .filter(tenant -> !refused.containsKey(tenant.schema()))
                .forEach(tenant -> alike.computeIfAbsent(
                                key(tenant, tenant.standing().digest()), none -> new ArrayList<>())
                        .add(tenant));
        Map<String, TenantReport> reports = new HashMap<>();
        all.forEach(tenant -> Optional.ofNullable(refused.get(tenant.schema()))
                .map(TenantReport.behind(tenant, List.of())::failed)
                .ifPresent(report -> reports.put(tenant.schema(), report)));
        alike.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
                .forEach(entry -> entry.getValue()
                        .forEach(tenant -> reports.put(
                                tenant.schema(),
                                report(tenant, entry.getKey(), entry.getValue().size()))));
        return all.stream().map(tenant -> reports.get(tenant.schema())).toList();
    }

    /** Reasons why some cannot be migrated, by schema; tenants with nothing pending are not asked about. */
    private Map<String, LockgateException> refused(Collection<Tenant> all) {
        List<Tenant> candidates = all.stream()
                .filter(tenant -> !isCurrent(tenant, tenant.standing().digest()))
                .toList();
        JdbcClient jdbc = run.connection().jdbc();
        Map<String, LockgateException> refused = new HashMap<>(TenantRoles.unusable(candidates, jdbc));
        if (!tenants.settings().adoptSchemas()) {
            refused.putAll(ForeignSchemas.among(candidates, jdbc));
        }
        if (!looking) {
            lookAtOwners(candidates.stream()
                    .filter(tenant -> tenant.standing().schemaExists() && !refused.containsKey(tenant.schema()))
                    .toList());
        }
        return refused;
    }

    private void lookAtOwners(List<Tenant> ours) {
        Map<String, String> roles = new HashMap<>();
        ours.forEach(tenant -> Optional.ofNullable(tenant.role()).ifPresent(role -> roles.put(tenant.schema(), role)));
        tenants.changelog().lookAtOwners(ours.stream().map(Tenant::target).toList(), roles, run.connection());
    }

    private TenantReport report(Tenant tenant, Key key, int size) {
        TenantReport like = likeThese.get(key);
        if (like == null) {
            Optional<TenantReport> first = first(tenant, key, size);
            if (first.isEmpty()) {
                return TenantReport.behind(tenant, List.of());
            }
            like = first.get();
            likeThese.put(key, like);
        }
        LockgateException failure =
                like.failure() instanceof ForeignSchemaException foreign ? foreign.in(tenant.schema()) : like.failure();
        return new TenantReport(
                tenant.schema(), tenant.target(), like.state(), like.pending(), like.executed(), failure);
    }

    /** What holds for all that stand where a tenant stands; nothing, if it has been migrated meanwhile by another process. */
    private Optional<TenantReport> first(Tenant tenant, Key key, int size) {
        TenantReport report = TenantReport.behind(tenant, List.of());
        if (isCurrent(tenant, key.digest())) {
            return Optional.of(report.current(0));
        }
        List<ChangeSetId> known = tenants.known().pending(tenant.parameters(), key.digest());
        if (looking && !known.isEmpty()) {
            return Optional.of(TenantReport.behind(tenant, known));
        }
        MigrationConnection connection = run.connection();
        run.cancellation().check();
        try {
            Optional<ChangelogPlan> plan = tenants.changelog().plan(tenant.schema(), tenant.parameters(), connection);
            if (plan.isPresent() && isForeign(plan.get())) {
                return Optional.of(report.failed(ForeignSchemaException.withHistory(
                        tenant.schema(),
                        tenant.target().historyTable(),
                        plan.get().strangers())));
            }
            plan.ifPresent(it -> lasts &= !it.mustRun());
            boolean moved = hasMoved(tenant, key, connection);
            if (moved && !looking) {
                return Optional.empty();
            }
            if (plan.isEmpty() || (plan.get().isCurrent() && tenant.standing().schemaExists())) {
                if (!moved) {
                    learn(tenant, key.digest());
                }
                return Optional.of(report.current(0));
            }
            if (looking && !moved && !plan.get().pending().isEmpty()) {
                tenants.known()
                        .addBehind(tenant.parameters(), key.digest(), plan.get().pending());
            }
            if (tenant.standing().schemaExists()) {
                plans.add(plan.get());
            }
            cohorts.put(key, new Cohort(plan.get(), rehearsal(tenant, plan.get(), size)));
            return Optional.of(TenantReport.behind(tenant, plan.get().pending()));
        } catch (LockgateException e) {
            if (connection.isLost() || e.isTransient() || TenantChangelog.isToBlameFor(e)) {
                throw e;
            }
            return Optional.of(report.failed(e));
        }
    }

    private boolean isForeign(ChangelogPlan plan) {
        return !tenants.settings().adoptSchemas() && !plan.strangers().isEmpty();
    }

    /** Whether Liquibase may have planned with another history than that which others have, too. */
    private static boolean hasMoved(Tenant tenant, Key key, MigrationConnection connection) {
        Tenant now = Standings.of(List.of(tenant), connection.jdbc()).get(0);
        return !now.standing().digest().equals(key.digest());
    }

    /** For advice in any case; for a replay only where there are others to replay it for. */
    private @Nullable Rehearsal rehearsal(Tenant tenant, ChangelogPlan plan, int size) {
        if (looking) {
            return null;
        }
        boolean first = cohorts.isEmpty();
        boolean replays =
                size > 1 && tenants.settings().replay() && tenants.changelog().mayBeReplayed();
        if (!first && !replays) {
            return null;
        }
        try {
            Rehearsal rehearsal = tenants.changelog()
                    .rehearse(schemas, tenant.schema(), tenant.parameters(), plan.pending(), run.connection());
            List<TenantHazard> hazards = rehearsal.hazards();
            if (first && !hazards.isEmpty()) {
                run.found(hazards);
            }
            return replays ? rehearsal : null;
        } catch (LockgateException e) {
            log.warn("What is pending could not be rehearsed, so that Liquibase runs it in every schema", e);
            return null;
        }
    }

    /** Whether nothing is pending for a tenant with that history, as others have shown. */
    boolean isCurrent(Tenant tenant, String digest) {
        return lasts && tenant.standing().schemaExists() && tenants.known().isCurrent(tenant.parameters(), digest);
    }

    /** Whether what is known of histories stays true. */
    boolean lasts() {
        return lasts;
    }

    /** Nothing is pending any more with that history; but for what is to be done in every start. */
    void learn(Tenant tenant, String digest) {
        if (lasts && HistoryDigests.isTelling(digest)) {
            tenants.known().add(tenant.parameters(), digest);
        }
    }

    /** Those that stand where a tenant stands; null where nothing is known of such. */
    @Nullable
    Cohort of(Tenant tenant, String digest) {
        return cohorts.get(key(tenant, digest));
    }

    /** What is to be done, once per cohort; without those whose schemas are still to be created. */
    List<ChangelogPlan> plans() {
        return List.copyOf(plans);
    }
}
