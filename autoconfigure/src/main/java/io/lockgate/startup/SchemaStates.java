package io.lockgate.startup;

import io.lockgate.changelog.Changelog;
import io.lockgate.changelog.ChangelogHistory;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.lock.AdvisoryLock;
import io.lockgate.schema.ExecutedChangeSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the databases where their schemas stand. What cannot be asked now is answered as it was known last. */
public final class SchemaStates {

    private static final Logger log = LoggerFactory.getLogger(SchemaStates.class);

    private final Supplier<List<Changelog>> changelogs;

    private final ReadinessGate gate;

    private final Map<String, SchemaState> lastKnown = new ConcurrentHashMap<>();

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
     * @throws DataAccessException when the database cannot be asked
     */
    public List<ExecutedChangeSet> history(SchemaState state) {
        return changelogs.get().stream()
                .filter(changelog -> changelog.name().equals(state.changelog()))
                .findFirst()
                .map(changelog ->
                        ChangelogHistory.of(state.target()).executed(JdbcClient.create(changelog.dataSource())))
                .orElseGet(List::of);
    }

    private SchemaState state(Changelog changelog, ChangelogPlan plan) {
        try {
            JdbcClient jdbc = JdbcClient.create(changelog.dataSource());
            SchemaState state = new SchemaState(
                    changelog.name(),
                    plan.target(),
                    ChangelogHistory.of(plan.target()).version(jdbc).orElse(null),
                    plan.pending(),
                    plan.target().postgres()
                            ? AdvisoryLock.holder(jdbc, plan.target().key()).orElse(null)
                            : null);
            lastKnown.put(changelog.name(), state);
            return state;
        } catch (DataAccessException e) {
            log.debug("Could not ask for the state of {}", changelog.name(), e);
            return lastKnown.getOrDefault(
                    changelog.name(), new SchemaState(changelog.name(), plan.target(), null, plan.pending(), null));
        }
    }
}
