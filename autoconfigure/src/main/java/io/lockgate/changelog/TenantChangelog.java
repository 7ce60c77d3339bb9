package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.Cancellation;
import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import io.lockgate.schema.ChangeSetId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import liquibase.GlobalConfiguration;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOff;

/** The one changelog of many schemas, each with a history of its own. */
public final class TenantChangelog {

    /** Made-up schemas: one that Liquibase would quote, for schemas that it quotes, and one that it would not. */
    private static final Map<Boolean, List<String>> MADE_UP = Map.of(
            false,
            List.of("lockgate_draft_a", "lockgate_draft_b"),
            true,
            List.of("lockgate-draft-a", "lockgate-draft-b"));

    private final Function<Map<String, String>, SpringLiquibase> beans;

    private final Supplier<List<ChangeExecListener>> listeners;

    private final SpringLiquibase settings;

    private final TenantMemory memory;

    private final TenantOwners owners = new TenantOwners();

    private @Nullable TenantTargets targets;

    /**
     * The changelog as beans of Liquibase describe it.
     *
     * @param beans makes a bean with all its settings but the schema, given the parameters of a tenant
     * @param listeners the user's; where there are any, Liquibase itself runs everything, so that they are told
     */
    public TenantChangelog(
            Function<Map<String, String>, SpringLiquibase> beans, Supplier<List<ChangeExecListener>> listeners) {
        this.beans = beans;
        this.listeners = listeners;
        this.settings = beans.apply(Map.of());
        this.memory = new TenantMemory(() -> bean(anySchema(), Map.of()));
    }

    /** Where the tenants live. */
    public DataSource dataSource() {
        return settings.getDataSource();
    }

    /** What the changelog migrates in a schema; its name folded as Liquibase folds it. */
    public ChangelogTarget target(String schema) {
        return targets().target(schema);
    }

    private synchronized TenantTargets targets() {
        if (targets == null) {
            targets = new TenantTargets(settings, anySchema());
        }
        return targets;
    }

    /** Whether a changeset may be executed without Liquibase: not where somebody wants to be told by it. */
    public boolean mayBeReplayed() {
        return listeners.get().isEmpty();
    }

    /**
     * What is to be done in a schema, as {@link Changelog#plan} says.
     *
     * @return nothing, if Liquibase is told not to run
     */
    public Optional<ChangelogPlan> plan(String schema, Map<String, String> parameters, MigrationConnection connection) {
        SpringLiquibase bean = bean(schema, parameters);
        ResourceTrail trail = new ResourceTrail(bean.getResourceLoader());
        bean.setResourceLoader(trail);
        Optional<Reckoning> reckoning = connection
                .searchPath()
                .preferring(
                        target(schema).schemaName(),
                        () -> changelog(schema, bean).reckon(connection));
        if (parameters.isEmpty()) {
            reckoning.ifPresent(it -> memory.learn(it, trail, connection.cancellation()));
        }
        return reckoning.map(Reckoning::plan);
    }

    /**
     * The histories with which nothing was pending at an earlier start, if the changelog is what it was then: digests, as
     * {@link HistoryDigests} tells them, of tenants without parameters of their own. None in doubt.
     *
     * @param shared the target beside whose history they are kept
     */
    public Set<String> recall(MigrationConnection connection, ChangelogTarget shared) {
        return memory.recall(connection, shared, target(anySchema()));
    }

    /** Lets the next start know with which histories nothing is pending. Never fails: what it does not know, it finds out again. */
    public void remember(MigrationConnection connection, ChangelogTarget shared, Set<String> histories) {
        memory.store(connection, shared, target(anySchema()), histories);
    }

    /**
     * Warns, once, where lesser roles own the schemas or histories of some targets.
     *
     * @param roles under which changesets run, by schema
     */
    public void lookAtOwners(
            Collection<ChangelogTarget> targets, Map<String, String> roles, MigrationConnection connection) {
        owners.look(targets, roles, connection.jdbc());
    }

    private static String anySchema() {
        return MADE_UP.getOrDefault(false, List.of()).get(0);
    }

    /** Does what is to be done in a schema, as {@link Changelog#apply} says. */
    public Map<ChangeSetId, ChangeSetOutcome> apply(
            String schema,
            Map<String, String> parameters,
            MigrationConnection connection,
            Fence fence,
            BackOff retry,
            ChangelogListener listener,
            Cancellation cancellation) {
        return changelog(schema, bean(schema, parameters)).apply(connection, fence, retry, listener, cancellation);
    }

    /**
     * Finds out what Liquibase would execute for some changesets, and what of it calls for advice.
     *
     * @param tenants the schemas of all tenants
     * @param like a schema that is quoted, or not, as those are that it is to be executed in
     */
    public Rehearsal rehearse(
            Set<String> tenants,
            String like,
            Map<String, String> parameters,
            List<ChangeSetId> pending,
            MigrationConnection connection) {
        List<String> madeUp = MADE_UP.getOrDefault(target(like).isQuoted(), List.of());
        List<Draft> drafts = madeUp.stream()
                .map(schema -> connection.searchPath().preferring(target(schema).schemaName(), () -> {
                    try {
                        return Draft.of(bean(schema, parameters), schema, pending, tenants, connection);
                    } catch (Exception e) {
                        throw LiquibaseFailure.reading(name(like), e, connection);
                    }
                }))
                .toList();
        return new Rehearsal(
                Script.of(drafts.get(0), drafts.get(1)), drafts.get(0).hazards());
    }

    /**
     * Does what is to be done in a schema, and finds out what of it can be replayed in others: what is executed just as it was
     * rehearsed.
     */
    public Replay applyAndRecord(
            Rehearsal rehearsal,
            String schema,
            Map<String, String> parameters,
            MigrationConnection connection,
            Fence fence,
            BackOff retry,
            ChangelogListener listener,
            Cancellation cancellation) {
        Recording recording = new Recording(connection, fence);
        changelog(schema, bean(schema, parameters)).apply(connection, fence, retry, listener, cancellation, recording);
        Script script = fence.hasRestored() ? rehearsal.script().refused("it changes its session") : rehearsal.script();
        return Replay.confirmed(script, recording, target(schema), connection);
    }

    /**
     * The schema that statements of a changelog without a schema of their own would end up in: Liquibase sets the search path
     * without quotes ({@code DatabaseUtils.initializeDatabase}) unless {@code liquibase.preserveSchemaCase} is true.
     */
    public String folded(String schema) {
        String lower = schema.toLowerCase(Locale.ROOT);
        return lower.equals(schema) || !GlobalConfiguration.PRESERVE_SCHEMA_CASE.getCurrentValue() ? lower : schema;
    }

    /** Whether a failure is one of the changelog itself, whichever schema it was read for. */
    public static boolean isToBlameFor(LockgateException failure) {
        return failure instanceof ChangelogInvalidException || failure instanceof ChangelogMissingException;
    }

    static boolean isMadeUp(String schema) {
        return MADE_UP.values().stream().anyMatch(both -> both.contains(schema));
    }

    private Changelog changelog(String schema, SpringLiquibase bean) {
        return Changelog.ofTenant(name(schema), bean, listeners, target(schema));
    }

    private SpringLiquibase bean(String schema, Map<String, String> parameters) {
        SpringLiquibase bean = beans.apply(parameters);
        bean.setBeanName(name(schema));
        bean.setDefaultSchema(schema);
        bean.setLiquibaseSchema(schema);
        return bean;
    }

    private static String name(String schema) {
        return "tenant " + schema;
    }
}
