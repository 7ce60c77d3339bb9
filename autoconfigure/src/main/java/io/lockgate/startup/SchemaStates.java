package io.lockgate.startup;

import io.lockgate.changelog.Changelog;
import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.database.FailureKind;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.schema.ExecutedChangeSet;
import io.lockgate.schema.SchemaVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks the databases where their schemas stand. Who asks gets an answer soon: what a database does not tell within a second,
 * because it is down or the run holds the last connection of its pool, is answered as it was known last.
 */
public final class SchemaStates {

    private static final Logger log = LoggerFactory.getLogger(SchemaStates.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<List<Changelog>> changelogs;

    private final ReadinessGate gate;

    private final Map<String, SchemaState> lastKnown = new ConcurrentHashMap<>();

    private final Map<String, FutureTask<SchemaState>> asking = new ConcurrentHashMap<>();

    /**
     * Asks about changelogs.
     *
     * @param changelogs asked for every time, so that nothing is created before
     */
    public SchemaStates(Supplier<List<Changelog>> changelogs, ReadinessGate gate) {
        this.changelogs = changelogs;
        this.gate = gate;
    }

    /** The states of all changelogs that were compared with their schema, in bean order. */
    public List<SchemaState> all() {
        Map<String, ChangelogPlan> plans = new LinkedHashMap<>();
        gate.plans().forEach(plan -> plans.put(plan.changelog(), plan));
        List<SchemaState> states = new ArrayList<>();
        if (plans.isEmpty()) {
            return states;
        }
        for (Changelog changelog : changelogs.get()) {
            ChangelogPlan plan = plans.get(changelog.name());
            if (plan != null) {
                states.add(state(changelog, plan));
            }
        }
        return states;
    }

    /**
     * The history of a changelog, the latest changeset first.
     *
     * @throws org.springframework.dao.DataAccessException if the database cannot be asked
     */
    public List<ExecutedChangeSet> history(SchemaState state) {
        return changelogs.get().stream()
                .filter(changelog -> changelog.name().equals(state.changelog()))
                .findFirst()
                .map(changelog ->
                        ChangelogHistory.of(state.target()).executed(JdbcClient.create(changelog.dataSource())))
                .orElseGet(List::of);
    }

    /**
     * The version of a tenant's schema, which lives where the first changelog does. Throws Spring's exception when the database
     * cannot be asked.
     */
    public Optional<SchemaVersion> version(ChangelogTarget tenant) {
        return whereTenantsLive().flatMap(jdbc -> ChangelogHistory.of(tenant).version(jdbc));
    }

    /** The history of a tenant, the latest changeset first; likewise. */
    public List<ExecutedChangeSet> history(ChangelogTarget tenant) {
        return whereTenantsLive()
                .map(jdbc -> ChangelogHistory.of(tenant).executed(jdbc))
                .orElseGet(List::of);
    }

    private Optional<JdbcClient> whereTenantsLive() {
        return changelogs.get().stream().findFirst().map(changelog -> JdbcClient.create(changelog.dataSource()));
    }

    private SchemaState state(Changelog changelog, ChangelogPlan plan) {
        // an answer that came after its asker had gone is old by now
        asking.computeIfPresent(changelog.name(), (name, asked) -> asked.isDone() ? null : asked);
        FutureTask<SchemaState> question =
                asking.computeIfAbsent(changelog.name(), name -> asked(new FutureTask<>(() -> ask(changelog, plan))));
        try {
            SchemaState state = question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            lastKnown.put(changelog.name(), state);
        } catch (TimeoutException e) {
            log.debug("The database of {} does not say where its schema stands", changelog.name(), e);
            return lastKnown(changelog, plan);
        } catch (ExecutionException e) {
            log.debug("The database of {} cannot be asked where its schema stands", changelog.name(), e);
            asking.remove(changelog.name(), question);
            FailureKind.throwError(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        asking.remove(changelog.name(), question);
        return lastKnown(changelog, plan);
    }

    private static <T> FutureTask<T> asked(FutureTask<T> question) {
        Thread thread = new Thread(question, "lockgate-schema-state");
        thread.setDaemon(true);
        thread.start();
        return question;
    }

    private static SchemaState ask(Changelog changelog, ChangelogPlan plan) {
        JdbcClient jdbc = JdbcClient.create(changelog.dataSource());
        return new SchemaState(
                changelog.name(),
                plan.target(),
                ChangelogHistory.of(plan.target()).version(jdbc).orElse(null),
                plan.pending(),
                plan.target().postgres()
                        ? AdvisoryLock.holder(jdbc, plan.target().key()).orElse(null)
                        : null);
    }

    private SchemaState lastKnown(Changelog changelog, ChangelogPlan plan) {
        SchemaState known = lastKnown.get(changelog.name());
        return new SchemaState(
                changelog.name(),
                plan.target(),
                known == null ? null : known.version(),
                plan.pending(),
                known == null ? null : known.holder());
    }
}
